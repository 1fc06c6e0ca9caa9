package com.amazonaws.services.lambda.crac;

import java.util.Set;
import java.util.WeakHashMap;

/** The hooks of the process. Lambda's runtime keeps them in a weak map too. */
public final class Core {
    private static final Hooks HOOKS = new Hooks();

    private Core() {}

    public static Hooks getGlobalContext() {
        return HOOKS;
    }

    /** Runs the hooks of a restore. */
    public static final class Hooks extends Context<Resource> {
        private final WeakHashMap<Resource, Long> hooks = new WeakHashMap<>();

        @Override
        public void register(Resource resource) {
            hooks.put(resource, (long) hooks.size());
        }

        @Override
        public void beforeCheckpoint(Context<? extends Resource> context) {}

        @Override
        public void afterRestore(Context<? extends Resource> context) throws Exception {
            for (Resource each : Set.copyOf(hooks.keySet())) {
                each.afterRestore(this);
            }
        }

        public void restore() {
            System.gc();
            try {
                afterRestore(null);
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        }
    }
}
