import { useTranslation } from 'react-i18next';
import type { ImportView } from '../../api/generated/types.gen.js';
import { Card } from '../../parts/card.js';
import { Table } from '../../parts/table.js';

/** What each file turned out to be, and by what it was shown to be complete. */
export function FoundFiles({ files }: { files: ImportView['files'] }) {
  const { t } = useTranslation();
  return (
    <Card flush>
      <Table
        caption={t('imports.found')}
        rows={files}
        rowId={({ name }) => name}
        columns={[
          { id: 'name', heading: t('imports.foundFile'), isName: true, cell: ({ name }) => name },
          {
            id: 'format',
            heading: t('imports.foundFormat'),
            cell: ({ format }) => t(`imports.formats.${format}`),
          },
          {
            id: 'encoding',
            heading: t('imports.foundEncoding'),
            cell: ({ encoding, mark, detected }) =>
              [
                `${t(`imports.encodings.${encoding}`)}${mark ? ` ${t('imports.marked')}` : ''}`,
                t(detected ? 'imports.detected' : 'imports.declared'),
              ].join(', '),
          },
          {
            id: 'complete',
            heading: t('imports.foundComplete'),
            cell: ({ completeness }) =>
              completeness.map((by) => t(`imports.completeness.${by}`)).join(', ') ||
              t('imports.completenessNone'),
          },
        ]}
      />
    </Card>
  );
}
