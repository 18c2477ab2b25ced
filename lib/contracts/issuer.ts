import type { IssuerProblem } from '#lib/shared/contract/issuer-problem.ts';
import type { Asker, SetCookie } from './asker.ts';
import type { CalledFrom } from './audit.ts';

/** The service with which people sign in besides a password, by OpenID Connect. */
export interface Issuer {
  /** On the button. */
  readonly name: string;
  /** Where the browser goes to sign in there, or why it does not. `next` is where it comes back to. */
  start(
    next: string,
    asker: Asker,
  ): Promise<{ readonly url: string; readonly setCookies: readonly SetCookie[] } | { readonly problem: IssuerProblem }>;
  /** Signs in whoever comes back with this answer. */
  finish(answer: IssuerAnswer, asker: Asker): Promise<IssuerSignIn>;
}

/** What the service has put into the address of the way back. */
export interface IssuerAnswer {
  readonly code?: string | undefined;
  readonly state?: string | undefined;
  readonly error?: string | undefined;
  readonly iss?: string | undefined;
}

export type IssuerSignIn =
  | {
      readonly kind: 'signed_in';
      readonly personId: string;
      readonly email: string;
      readonly next: string;
      readonly setCookies: readonly SetCookie[];
    }
  | { readonly kind: 'refused'; readonly problem: IssuerProblem };

/** Whom the service vouches for. */
export interface Identity {
  /** Which service says it. */
  readonly providerId: string;
  /** Whom it means, whatever their e-mail becomes. */
  readonly subject: string;
  readonly email: string;
  readonly name: string;
}

/**
 * Makes sure that somebody has an account by which they may sign in: the one that they used before, the one with their
 * e-mail, or a new one where they are invited or their e-mail's domain is welcome. Else says why not.
 */
export type Admit = (identity: Identity, from: CalledFrom) => Promise<Admission>;

export type Admission = { readonly personId: string } | { readonly problem: IssuerProblem };
