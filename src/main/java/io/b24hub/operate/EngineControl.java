package io.b24hub.operate;

import java.util.Collection;
import java.util.Map;

/** The running delivery engine, as far as operating it needs it. Implementations are thread-safe. */
public interface EngineControl {

    /** Tells that these flows may have something to claim. Cheap. */
    void wake(Collection<String> flows);

    /** Tells that holds were set or lifted; the store has them. Cheap. */
    void holdsChanged();

    /** Claims nothing more; what runs goes on. Returns when nothing new begins. */
    void drain();

    /** Claims again. */
    void undrain();

    /** The flows that run now, by id. */
    Map<String, FlowNow> flows();
}
