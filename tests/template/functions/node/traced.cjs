// A function without a guard, as a CommonJS module that a tracer patches.

exports.handler = async (event) => event;
