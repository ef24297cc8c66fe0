import type { Standing } from '../policy/model/account.js';

/** Injection token of the directory connector. */
export const directoryConnector = Symbol('DirectoryConnector');

/** What an account in a directory shall be. The connector finds out by itself what has to change. */
export interface WantedAccount {
  /** The account's name and key in the target; lasts as long as the person. */
  readonly username: string;
  readonly standing: Standing;
  /** Names of the groups the account shall be in; it leaves every other governed one. Only an open one is in any. */
  readonly groups: readonly string[];
  /** Names to show. Of a protected person the user name stands here instead (H11.6.1). */
  readonly displayName: string;
  readonly familyName: string;
  readonly givenName: string | null;
  /** `null` takes an address away; `undefined` leaves what the target has. */
  readonly email: string | null | undefined;
}

export type AccountState = 'none' | 'enabled' | 'disabled';

/** What the target says, read back from it. */
export interface ActualAccount {
  readonly username: string;
  readonly state: AccountState;
  /** The governed groups it is in, by their governed names. */
  readonly groups: readonly string[];
}

/** `confirmed`: read back from the target and equal to what was wanted. `rejected`: the target refuses this one. */
export type Outcome =
  | { readonly username: string; readonly kind: 'confirmed'; readonly state: AccountState }
  | { readonly username: string; readonly kind: 'rejected'; readonly reason: string };

/** A member of a group as the directory has it. */
export interface FoundMember {
  /** The account's name in the target. */
  readonly username: string;
  readonly enabled: boolean;
  /** What the configured attribute says of who it is (an HSA-id), where it says anything. */
  readonly identity: string | null;
}

/** A group below the configured base, governed or not. */
export interface FoundGroup {
  readonly name: string;
  /** Accounts below the configured base; a nested group, or an account elsewhere, is not among them. */
  readonly members: readonly FoundMember[];
}

/** Whether the caller may still write: throws once its claim on the work is gone. */
export type StillOurs = () => void;

/**
 * A directory of accounts and groups. Implementations CONVERGE: they compare with what is there, take away first
 * and give afterwards, and read back, so that repeating is harmless and a native change is put right. An account is
 * deleted only where it shall be `gone`: shut first, out of its governed groups, then deleted.
 */
export interface DirectoryConnector {
  /**
   * Brings accounts to what is wanted. One refused account does not stop the others.
   * @param governed every group name that Grindvakt decides over; no other group is touched
   * @throws TargetUnavailable when the target as a whole cannot be worked with now; some may then be done already
   */
  converge(
    wanted: readonly WantedAccount[],
    governed: readonly string[],
    stillOurs?: StillOurs,
  ): Promise<Outcome[]>;
  /** @throws TargetUnavailable */
  read(usernames: readonly string[], governed: readonly string[]): Promise<ActualAccount[]>;
  /**
   * Every group there is with the accounts in it, page by page, each group once. Changes nothing.
   * @throws TargetUnavailable; what came before says nothing about the rest then
   */
  groups(): AsyncIterable<readonly FoundGroup[]>;
  /** Answers when the target can be reached and knows us. @throws TargetUnavailable */
  check(): Promise<void>;
  /** Ends the connections. */
  close(): Promise<void>;
}

/** Injection token of what checks a directory's passwords. */
export const passwordChecker = Symbol('PasswordChecker');

/** Asks the directory whether a password is right, by a bind over TLS; the password is kept nowhere. */
export interface PasswordChecker {
  /**
   * @param username as the account is called, in any case of letters; may be nobody's
   * @returns false as well for an account that is shut, an unknown one, and an empty password
   * @throws TargetUnavailable when the directory cannot be asked
   */
  checkPassword(username: string, password: string): Promise<boolean>;
  close(): Promise<void>;
}

/** The target as a whole cannot be worked with: wait and try again. The message holds no secret and no person. */
export class TargetUnavailable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TargetUnavailable';
  }
}
