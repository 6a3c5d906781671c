/** The members of a stranger's JSON object, shallow; none where the bytes are anything else. */
export function membersOf(bytes: Buffer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(bytes.toString());
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : {};
  } catch {
    // What is no JSON has no members.
    return {};
  }
}
