import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { issueInvitation, unlockSignIn, withdrawInvitation } from '../../api/credentials.js';
import type { IssuedInvitation, IssueInvitation, SignInService } from '../../api/generated/types.gen.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Banner } from '../../parts/banner.js';
import { Button } from '../../parts/button.js';
import { Card, Facts, Section } from '../../parts/card.js';
import { Checkbox } from '../../parts/choices.js';
import { Dialog } from '../../parts/dialog.js';
import { TextArea } from '../../parts/field.js';
import { QrCode } from '../../parts/qr-code.js';
import { Select } from '../../parts/select.js';
import { Moment } from '../../parts/when.js';
import styles from '../keys/keys-page.module.css';

type Document = IssueInvitation['document'];
const documents: readonly Document[] = [
  'id-card',
  'driving-licence',
  'passport',
  'national-id-card',
  'service-card',
];

export function HelpCard({ help }: { help: SignInService }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [issued, setIssued] = useState<IssuedInvitation | null>(null);
  const [isUnlocking, setUnlocking] = useState(false);
  const personId = help.person.id ?? '';
  const refresh = () => client.invalidateQueries({ queryKey: ['sign-in-help'] });
  const withdrawing = useMutation({ mutationFn: () => withdrawInvitation(personId), onSuccess: refresh });
  return (
    <Section title={help.person.name}>
      <Card>
        <div className={styles.stack}>
          <Facts
            items={[
              { term: t('keys.passkeys'), value: t('help.passkeys', { count: help.passkeys }) },
              { term: t('keys.app'), value: t(help.app ? 'help.has' : 'help.hasNot') },
            ]}
          />
          {!help.employed && <Banner tone="danger" title={t('help.notEmployed')} />}
          {help.locked && (
            <Banner
              tone="wait"
              title={t('help.locked')}
              actions={
                help.mayUnlock && (
                  <Button
                    size="small"
                    onPress={() => {
                      setUnlocking(true);
                    }}
                  >
                    {t('help.unlock')}
                  </Button>
                )
              }
            />
          )}
          {help.invitedUntil !== null && issued === null && (
            <Banner
              tone="info"
              title={
                <>
                  {t('help.invitedUntil')} <Moment at={help.invitedUntil} />
                </>
              }
              actions={
                help.mayInvite && (
                  <Button
                    size="small"
                    isPending={withdrawing.isPending}
                    onPress={() => {
                      withdrawing.mutate();
                    }}
                  >
                    {t('help.withdraw')}
                  </Button>
                )
              }
            />
          )}
          {withdrawing.error && <ProblemView problem={withdrawing.error} />}
        </div>
      </Card>
      {help.employed && help.mayInvite && (
        <Card>
          {issued ? (
            <Issued issued={issued} />
          ) : (
            <Issue
              personId={personId}
              onIssued={(made) => {
                setIssued(made);
                void refresh();
              }}
            />
          )}
        </Card>
      )}
      {isUnlocking && (
        <UnlockDialog
          personId={personId}
          onClose={() => {
            setUnlocking(false);
            void refresh();
          }}
        />
      )}
    </Section>
  );
}

function Issue({ personId, onIssued }: { personId: string; onIssued: (made: IssuedInvitation) => void }) {
  const { t } = useTranslation();
  const [document, setDocument] = useState<Document | null>(null);
  const [isSeen, setSeen] = useState(false);
  const [hasTried, setTried] = useState(false);
  const issuing = useMutation({
    mutationFn: (chosen: Document) => issueInvitation(personId, { document: chosen, seen: true }),
    onSuccess: onIssued,
  });
  return (
    <div className={styles.stack}>
      <p>{t('help.inviteAbout')}</p>
      <Select
        label={t('help.document')}
        options={documents.map((id) => ({ id, label: t(`help.documents.${id}`) }))}
        value={document}
        onChange={(id) => {
          setDocument(documents.find((one) => one === id) ?? null);
        }}
        error={hasTried && document === null ? t('help.chooseDocument') : undefined}
      />
      <Checkbox isSelected={isSeen} onChange={setSeen}>
        {t('help.seen')}
      </Checkbox>
      {hasTried && !isSeen && <Banner tone="danger" isNews title={t('help.mustSee')} />}
      {issuing.error && <ProblemView problem={issuing.error} />}
      <div className={styles.actions}>
        <Button
          look="primary"
          icon="key"
          isPending={issuing.isPending}
          onPress={() => {
            setTried(true);
            if (document !== null && isSeen) issuing.mutate(document);
          }}
        >
          {t('help.invite')}
        </Button>
      </div>
    </div>
  );
}

function Issued({ issued }: { issued: IssuedInvitation }) {
  const { t } = useTranslation();
  return (
    <div className={styles.stack}>
      <Banner tone="good" isNews title={t('help.issued')}>
        {t('help.issuedAbout')} <Moment at={issued.expiresAt} />
      </Banner>
      <QrCode className={styles.qr} text={issued.url} label={t('help.qr')} />
      <code className={styles.secret}>{issued.code}</code>
    </div>
  );
}

function UnlockDialog({ personId, onClose }: { personId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [hasTried, setTried] = useState(false);
  const unlocking = useMutation({
    mutationFn: () => unlockSignIn(personId, reason.trim()),
    onSuccess: onClose,
  });
  const isShort = reason.trim().length < 10;
  return (
    <Dialog
      title={t('help.unlock')}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.cancel')}</Button>
          <Button
            look="primary"
            isPending={unlocking.isPending}
            onPress={() => {
              setTried(true);
              if (!isShort) unlocking.mutate();
            }}
          >
            {t('help.unlock')}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        <TextArea
          label={t('help.reason')}
          value={reason}
          onChange={setReason}
          maxLength={500}
          error={hasTried && isShort ? t('help.tenLetters') : undefined}
        />
        {unlocking.error && <ProblemView problem={unlocking.error} />}
      </div>
    </Dialog>
  );
}
