import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FileTrigger } from 'react-aria-components/FileTrigger';
import { attachFile, draftQuery, removeFile } from '../../api/asking.js';
import type { Attachment, Draft } from '../../api/generated/types.gen.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button, IconButton } from '../../parts/button.js';
import { Card, Section } from '../../parts/card.js';
import { Icon } from '../../parts/icon.js';
import type { RequestDraft } from './use-request-draft.js';
import styles from './attachments.module.css';

/** Files that shall go with the request; the service looks at each before it is kept. */
export function Attachments({ draft }: { draft: RequestDraft }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const id = draft.draft?.serverId ?? '';
  const { data } = useQuery(draftQuery(id));
  const show = (changed: Draft) => {
    queryClient.setQueryData(draftQuery(changed.id).queryKey, changed);
  };
  const adding = useMutation({
    mutationFn: async (file: File) => {
      const kept = await draft.flush();
      if (kept === null) throw new Error('The draft could not be kept.');
      return attachFile(kept, file);
    },
    onSuccess: show,
  });
  const removing = useMutation({
    mutationFn: (attachmentId: string) => removeFile(id, attachmentId),
    onSuccess: show,
  });
  const files = data?.attachments ?? [];
  const problem = adding.error ?? removing.error;
  return (
    <Section
      title={t('asking.files.title')}
      about={t('asking.files.about')}
      aside={
        <FileTrigger
          acceptedFileTypes={['application/pdf', 'image/png', 'image/jpeg', 'text/plain']}
          onSelect={(chosen) => {
            const file = chosen?.[0];
            if (file) adding.mutate(file);
          }}
        >
          <Button size="small" icon="plus" isPending={adding.isPending}>
            {t('asking.files.add')}
          </Button>
        </FileTrigger>
      }
    >
      {problem && <ProblemView problem={problem} />}
      {files.length > 0 && (
        <Card>
          <ul className={styles.files} aria-label={t('asking.files.title')}>
            {files.map((file) => (
              <li key={file.id}>
                <Icon name="file" size={18} />
                <span>
                  {file.name} <small>{sizeOf(file)}</small>
                </span>
                <IconButton
                  icon="trash"
                  label={t('asking.files.remove', { name: file.name })}
                  onPress={() => {
                    removing.mutate(file.id);
                  }}
                />
              </li>
            ))}
          </ul>
        </Card>
      )}
    </Section>
  );
}

/** Those of a request that has been sent. */
export function AttachmentLinks({ requestId, files }: { requestId: string; files: readonly Attachment[] }) {
  return (
    <ul className={styles.files}>
      {files.map((file) => (
        <li key={file.id}>
          <Icon name="file" size={18} />
          <a href={`/api/requests/${requestId}/attachments/${file.id}`} download>
            {file.name} <small>{sizeOf(file)}</small>
          </a>
        </li>
      ))}
    </ul>
  );
}

function sizeOf({ bytes }: Attachment): string {
  return bytes < 1024 * 1024
    ? `${String(Math.max(1, Math.round(bytes / 1024)))} kB`
    : `${(bytes / 1024 / 1024).toFixed(1).replace('.', ',')} MB`;
}
