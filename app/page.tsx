import { redirect } from 'next/navigation';
import { withWorkspace, workspaceParam } from '#lib/shared/contract/page-workspace.ts';

interface HomePageProps {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

export default async function HomePage({ searchParams }: HomePageProps): Promise<never> {
  const workspace = (await searchParams)[workspaceParam];
  redirect(withWorkspace('/batches', typeof workspace === 'string' ? workspace : null));
}
