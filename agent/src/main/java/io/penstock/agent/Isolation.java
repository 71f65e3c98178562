package io.penstock.agent;

import java.io.File;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarFile;

/**
 * Loads the library, the bytecode library and the rest of the agent as one module in a layer and class loader of its
 * own, so that the application's copies of the same classes, of whatever version, and ours never meet. In the JAR they
 * have names by which nothing else takes them for classes.
 */
final class Isolation {
    private static final String MODULE = "io.penstock.agent";

    private Isolation() {}

    /** A class of the module, whose package the descriptor exports. */
    static Class<?> load(String className) throws IOException, URISyntaxException, ClassNotFoundException {
        URI location = Isolation.class.getProtectionDomain().getCodeSource().getLocation().toURI();
        // stays open: classes are loaded when they are needed
        Folder folder = new Folder(new JarFile(new File(location)), location);
        // not the boot layer if the agent was attached to a JVM that had not loaded the module
        ModuleLayer parent = Instrumentation.class.getModule().getLayer();
        Configuration configuration = parent.configuration()
            .resolve(new One(reference(folder, className)), ModuleFinder.of(), Set.of(MODULE));
        return parent.defineModulesWithOneLoader(configuration, null).findLoader(MODULE).loadClass(className);
    }

    private static ModuleReference reference(Folder folder, String className) {
        ModuleDescriptor descriptor = ModuleDescriptor.newModule(MODULE)
            .requires("java.instrument")
            .requires(Set.of(ModuleDescriptor.Requires.Modifier.STATIC), "jdk.jfr")
            .packages(folder.packages())
            .exports(className.substring(0, className.lastIndexOf('.')))
            .build();
        return new ModuleReference(descriptor, folder.location()) {
            @Override
            public Folder open() {
                return folder;
            }
        };
    }

    /** Finds one module. */
    private record One(ModuleReference module) implements ModuleFinder {
        @Override
        public Optional<ModuleReference> find(String name) {
            return name.equals(MODULE) ? Optional.of(module) : Optional.empty();
        }

        @Override
        public Set<ModuleReference> findAll() {
            return Set.of(module);
        }
    }
}
