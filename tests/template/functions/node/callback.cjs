// A function without a guard, with a callback and a nested name.

exports.prices = {
  handler: (event, context, callback) => callback(event === "fail" ? new TypeError("no price") : null, event),
};
