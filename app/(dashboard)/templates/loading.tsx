export { TemplateListSkeleton as default } from '#components/templates/template-list.tsx';
