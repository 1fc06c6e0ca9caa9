// A function without a guard. It answers each event with the event itself.

export async function handler(event) {
  if (event === "fail") throw new TypeError("no price");
  return event === "handler" ? process.env._HANDLER : event;
}
