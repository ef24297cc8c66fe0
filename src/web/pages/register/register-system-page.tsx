import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from '../../session/zod.js';
import { registerSystem } from '../../api/register.js';
import { useFieldText } from '../../frame/field-text.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { Field, TextArea } from '../../parts/field.js';
import { ChoosePerson } from '../leavers/choose-person.js';
import { KeptBanner } from '../../parts/kept-banner.js';
import { useKept } from '../../session/use-kept.js';
import styles from './register.module.css';

const draftSchema = z.object({ name: z.string(), purpose: z.string() });

/** Enters a system with those who answer for it; they describe and classify it (H5.1.2). */
export function RegisterSystemPage() {
  const { t } = useTranslation();
  const fieldText = useFieldText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const kept = useKept('register.system.new', draftSchema, { name: '', purpose: '' });
  const { written, change } = kept;
  const [informationOwnerId, setInformationOwner] = useState<string | null>(null);
  const [systemOwnerId, setSystemOwner] = useState<string | null>(null);
  const [hasTried, setTried] = useState(false);
  const sending = useMutation({
    mutationFn: registerSystem,
    onSuccess: async (system) => {
      kept.clear();
      await client.invalidateQueries({ queryKey: ['register'] });
      await navigate({ to: '/systemregister/$systemId', params: { systemId: system.id }, search: {} });
    },
  });
  const at = (field: string): string | undefined => fieldText(sending.error, `/${field}`);
  const missing = (field: string, isThere: boolean, words: string): string | undefined =>
    at(field) ?? (hasTried && !isThere ? words : undefined);
  const name = written.name.trim();
  const purpose = written.purpose.trim();
  const isSame = informationOwnerId !== null && informationOwnerId === systemOwnerId;
  return (
    <>
      <PageHead
        over={<Link to="/systemregister">{t('register.title')}</Link>}
        title={t('register.form.registerTitle')}
        about={t('register.form.registerAbout')}
      />
      <PageBody narrow>
        <div className={styles.form}>
          <KeptBanner isKept={kept.isKept} onStartAgain={kept.startAgain} />
          <Field
            label={t('register.form.name')}
            value={written.name}
            onChange={(typed) => {
              change({ name: typed });
            }}
            error={missing('name', name.length >= 3, t('register.form.nameMissing'))}
          />
          <TextArea
            label={t('register.form.purpose')}
            help={t('register.form.purposeAbout')}
            maxLength={1000}
            value={written.purpose}
            onChange={(typed) => {
              change({ purpose: typed });
            }}
            error={missing('purpose', purpose.length >= 3, t('register.form.purposeMissing'))}
          />
          <ChoosePerson
            label={t('register.informationOwner')}
            help={t('register.form.informationOwnerAbout')}
            selected={informationOwnerId}
            onSelect={setInformationOwner}
            error={missing(
              'informationOwnerId',
              informationOwnerId !== null,
              t('register.form.ownerMissing'),
            )}
          />
          <ChoosePerson
            label={t('register.systemOwner')}
            help={t(isSame ? 'register.form.sameOwner' : 'register.form.systemOwnerAbout')}
            selected={systemOwnerId}
            onSelect={setSystemOwner}
            error={missing('systemOwnerId', systemOwnerId !== null, t('register.form.ownerMissing'))}
          />
          {sending.error && <ProblemView problem={sending.error} />}
          <div className={styles.end}>
            <Button
              look="primary"
              isPending={sending.isPending}
              onPress={() => {
                setTried(true);
                if (name.length < 3 || purpose.length < 3 || !informationOwnerId || !systemOwnerId) return;
                sending.mutate({ name, purpose, informationOwnerId, systemOwnerId });
              }}
            >
              {t('register.form.register')}
            </Button>
          </div>
        </div>
      </PageBody>
    </>
  );
}
