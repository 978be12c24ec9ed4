package org.ferry.workflows.activity;

/**
 * A compute host's resource provider that Placement offers for a demand.
 *
 * @param name the provider's name: the hypervisor's host name
 */
public record Candidate(String name, Capacity capacity) {}
