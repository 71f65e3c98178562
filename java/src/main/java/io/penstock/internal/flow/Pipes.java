package io.penstock.internal.flow;

import io.penstock.PipeStatistics;

/** The pipes at one moment. */
record Pipes(int open, int idle, long made, long refused) implements PipeStatistics {}
