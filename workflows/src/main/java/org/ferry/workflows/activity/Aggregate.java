package org.ferry.workflows.activity;

import java.util.Map;

/**
 * A host aggregate.
 *
 * @param metadata what Nova's scheduler filters compare with flavors and projects
 */
public record Aggregate(String name, Map<String, String> metadata) {}
