package org.ferry.workflows.activity;

/**
 * The way that the files of one run take: bytes go straight from the source to the target.
 *
 * @param run short id of the run (eight hexadecimal digits): names temporary files, keys and remote processes
 */
public record CopyRoute(String run, String instanceId, String source, String target) {}
