export { WorkspacesSkeleton as default } from '#components/settings/workspaces/own-workspaces.tsx';
