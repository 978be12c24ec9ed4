package org.ferry.workflows.migrate;

import org.ferry.workflows.activity.ComputeActivities.Lock;
import org.ferry.workflows.activity.Instance;

/** Keeps the instance's owner from starting, stopping or deleting it half-way; a lock of another's is left alone. */
final class InstanceLock {
    private final Steps steps;
    private final RunState state;
    private final String name;
    private final boolean locked;
    private final Lock lock;
    private boolean ours;

    InstanceLock(Steps steps, RunState state, Instance instance, String target, String run) {
        this.steps = steps;
        this.state = state;
        this.name = instance.name();
        this.locked = instance.locked();
        this.lock = new Lock(instance.id(), "Ferry moves it to " + target + ", run " + run);
    }

    void take() {
        steps.undoBy("unlock " + name, stubs -> stubs.compute().unlock(lock));
        ours = steps.actFor("lock " + name, stubs -> stubs.compute().lock(lock));
        if (!ours && !locked) {
            state.note(name + " was not locked meanwhile: Nova's API before 2.73 can't say whose a lock is");
        }
    }

    void release() {
        if (ours) {
            steps.finish("unlock " + name, stubs -> stubs.compute().unlock(lock));
        }
    }
}
