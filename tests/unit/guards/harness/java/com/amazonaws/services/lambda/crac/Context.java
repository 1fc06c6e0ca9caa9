package com.amazonaws.services.lambda.crac;

/** A list of hooks, itself a hook, as in Lambda's Java runtime. */
public abstract class Context<R extends Resource> implements Resource {
    public abstract void register(R resource);
}
