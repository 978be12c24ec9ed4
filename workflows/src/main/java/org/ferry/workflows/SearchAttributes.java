package org.ferry.workflows;

import io.temporal.common.SearchAttributeKey;

/** Ferry's search attributes, all of type Keyword: filters of the web UI's list and of {@code temporal workflow list}. */
public final class SearchAttributes {
    /** Uuid of the instance. */
    public static final SearchAttributeKey<String> INSTANCE = SearchAttributeKey.forKeyword("FerryInstance");
    /** Compute host that the instance leaves. */
    public static final SearchAttributeKey<String> SOURCE = SearchAttributeKey.forKeyword("FerrySource");
    /** Compute host that the instance goes to. */
    public static final SearchAttributeKey<String> TARGET = SearchAttributeKey.forKeyword("FerryTarget");
    /** Method of the move, as in the request. */
    public static final SearchAttributeKey<String> METHOD = SearchAttributeKey.forKeyword("FerryMethod");
    /** What the run is doing, a {@link org.ferry.workflows.migrate.Phase}. */
    public static final SearchAttributeKey<String> PHASE = SearchAttributeKey.forKeyword("FerryPhase");
    /** Project that owns the instance. */
    public static final SearchAttributeKey<String> PROJECT = SearchAttributeKey.forKeyword("FerryProject");

    private SearchAttributes() {}
}
