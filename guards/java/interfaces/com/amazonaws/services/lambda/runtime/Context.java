package com.amazonaws.services.lambda.runtime;

/** The part of AWS's interface that the guard uses. */
public interface Context {
    int getRemainingTimeInMillis();
}
