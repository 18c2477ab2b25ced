/** Where saves of batches are announced, with the batch's id as payload. */
export const changeChannel = 'langbatch_batch';
