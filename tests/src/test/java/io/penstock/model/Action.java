package io.penstock.model;

/** One operation of a model test, to be done in each world; its {@code toString} is what a failure prints. */
public interface Action {
    /** Returns the operation's result, in a form that can be compared with the other world's. */
    Object run(ModelState world) throws Exception;

    /** The same by a thread that is interrupted already. */
    record Interrupted(Action action) implements Action {
        @Override
        public Object run(ModelState world) throws Exception {
            Thread.currentThread().interrupt();
            return action.run(world);
        }
    }

    /**
     * The same on the channels behind ours, where there are any; what it closes, ours has to notice at its next call.
     */
    record Behind(Action action) implements Action {
        @Override
        public Object run(ModelState world) throws Exception {
            world.setBehind(true);
            try {
                return action.run(world);
            } finally {
                world.setBehind(false);
                world.callAll();
            }
        }
    }
}
