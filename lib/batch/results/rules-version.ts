/**
 * The rules by which a request succeeds or fails. A job that was judged by older ones is judged again from its stored files.
 * 1: by status code alone. 2: a body that says itself that it failed is a failure, a whole answer without a status code a success.
 * 3: what nobody tried to answer is told apart.
 */
export const rulesVersion = 3;
