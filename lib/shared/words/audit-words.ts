/**
 * What the audit log says was done, by the verb that did it: a verb that changes something does not compile without its
 * line here.
 */
export const auditWords = {
  acceptInvitation: 'Joined the workspace',
  askForRequests: 'Made requests of the table',
  cancelBatch: 'Cancelled the batch',
  changePassword: 'Changed their password',
  changeRole: 'Changed the role',
  chooseConnection: 'Chose another connection',
  chooseEndpoint: 'Chose the endpoint',
  chooseTableOptions: 'Chose how the table is read',
  confirmSecondFactor: 'Turned on their second factor',
  convertInput: 'Converted the file',
  copyBatch: 'Saved a copy of the batch here',
  createBatch: 'Created the batch',
  createConnection: 'Added the connection',
  createToken: 'Created the token',
  createWorkspace: 'Created the workspace',
  deleteWorkspace: 'Deleted the workspace',
  disablePerson: 'Disabled the account',
  enablePerson: 'Enabled the account',
  endOtherSessions: 'Ended all other sessions',
  endSecondFactor: 'Turned off the second factor',
  endSession: 'Ended a session',
  finishIssuerSignIn: 'Signed in with the identity provider',
  invite: 'Invited',
  join: 'Joined with a new account',
  joinByIssuer: 'Joined by the identity provider',
  keepBatch: 'Kept the draft',
  leaveWorkspace: 'Left the workspace',
  linkIssuer: 'Linked an account with the identity provider',
  makeOwner: 'Made an owner',
  makeResetLink: 'Made a link for a new password',
  receiveBatch: 'Created the batch by the API',
  removeBatch: 'Deleted the batch',
  removeConnection: 'Removed the connection',
  removeMember: 'Removed the member',
  renameBatch: 'Renamed the batch',
  renamePerson: 'Changed their name',
  renameWorkspace: 'Renamed the workspace',
  renewInvitation: 'Made a new invitation link',
  renewRecoveryCodes: 'Made new recovery codes',
  replaceInput: 'Replaced the file',
  requestPasswordReset: 'Asked for a link for a new password',
  resetPassword: 'Chose a new password by a link',
  resolveJob: 'Decided about a job in doubt',
  retryBatch: 'Retried requests',
  revokeToken: 'Revoked the token',
  rotateSecrets: 'Changed the secret of LangBatch',
  setPrivateHosts: 'Changed the allowed private hosts',
  setSiteAdmin: 'Changed who is a site admin',
  setUp: 'Set up LangBatch',
  signIn: 'Signed in',
  signInRefused: 'Was refused at the sign-in',
  signOut: 'Signed out',
  startBatch: 'Started the batch',
  tryNow: 'Tried at once what was waiting',
  updateConnection: 'Changed the connection',
  verifyCode: 'Signed in with a second factor',
  withdrawAttempt: 'Took an attempt back',
  withdrawInvitation: 'Withdrew the invitation',
} as const satisfies Readonly<Record<string, string>>;

/** The verbs that leave a row in the audit log. */
export type AuditedVerb = keyof typeof auditWords;

/** What was done, for one of the verbs of this version; the verb itself for one of a newer. */
export function auditSentence(verb: string): string {
  return Object.entries(auditWords).find(([known]) => known === verb)?.[1] ?? verb;
}
