/** How the official clients differ in what they mean by the same bytes. */
export interface ClientTraits {
  /**
   * Go sends Select = ALL_ATTRIBUTES where the caller gave none, and nothing where the caller gave ALL_ATTRIBUTES. Taken at its word, a query
   * of an index that projects some attributes would fail.
   */
  readonly swapsSelect: boolean;
}

export const PLAIN_TRAITS: ClientTraits = { swapsSelect: false };

export function traitsOf(userAgent: string): ClientTraits {
  return userAgent.startsWith('DaxGo') ? { swapsSelect: true } : PLAIN_TRAITS;
}
