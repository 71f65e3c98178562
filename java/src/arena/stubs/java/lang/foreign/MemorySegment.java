package java.lang.foreign;

/** For the compiler only: the name of what JDK 22 has. */
public interface MemorySegment {}
