export { TemplatePageSkeleton as default } from '#components/templates/template-page-skeleton.tsx';
