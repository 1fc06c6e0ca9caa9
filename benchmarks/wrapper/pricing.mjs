// A function without a guard.

export async function handler(event) {
  return event;
}
