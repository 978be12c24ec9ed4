package org.ferry.workflows;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.common.converter.JacksonJsonPayloadConverter;

/**
 * The one data converter of workers, starters and tests. Temporal's default refuses unknown fields, so that a field
 * added to a record would break every older worker and starter that still runs; this one ignores them. What people
 * type is checked separately, by {@link org.ferry.workflows.migrate.MigrationRequest#parse}.
 */
public final class FerryDataConverter {
    private static final DataConverter INSTANCE = create();

    private FerryDataConverter() {}

    /** The shared, thread-safe converter. */
    public static DataConverter instance() {
        return INSTANCE;
    }

    private static DataConverter create() {
        ObjectMapper mapper = JacksonJsonPayloadConverter.newDefaultObjectMapper()
                .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
        return DefaultDataConverter.newDefaultInstance()
                .withPayloadConverterOverrides(new JacksonJsonPayloadConverter(mapper));
    }
}
