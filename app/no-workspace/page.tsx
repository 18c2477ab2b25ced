import { notFound } from 'next/navigation';

/** Where the proxy leads who asks for a page of no workspace of theirs: the answer is a 404. */
export default function NoWorkspacePage(): never {
  notFound();
}
