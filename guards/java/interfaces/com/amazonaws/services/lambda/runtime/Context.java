package com.amazonaws.services.lambda.runtime;

/** Of AWS's interface, what the guard uses. */
public interface Context {
    int getRemainingTimeInMillis();
}
