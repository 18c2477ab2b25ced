/**
 * What one known failure means, in words for people. `{provider}` stands for the provider's name,
 * `{this request|these requests}` for what is said of one and of several.
 */
export interface FailureText {
  readonly title: string;
  readonly explanation: string;
  readonly fix: string;
  /** Why a retry helps or does not. */
  readonly why: string;
}
