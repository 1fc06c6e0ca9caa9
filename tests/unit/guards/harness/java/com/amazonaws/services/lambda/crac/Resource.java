package com.amazonaws.services.lambda.crac;

/** A hook of SnapStart, with the names of Lambda's Java runtime. */
public interface Resource {
    void beforeCheckpoint(Context<? extends Resource> context) throws Exception;

    void afterRestore(Context<? extends Resource> context) throws Exception;
}
