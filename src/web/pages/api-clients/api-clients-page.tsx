import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiClientsQuery } from '../../api/access-points.js';
import type { ApiClient } from '../../api/generated/types.gen.js';
import { itemsOf } from '../../api/page.js';
import { PageBody, PageHead } from '../../frame/page-head.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge, type Tone } from '../../parts/badge.js';
import { Button } from '../../parts/button.js';
import { Card, Facts, Section } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { More } from '../../parts/more.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Ago, Day } from '../../parts/when.js';
import { ChangeDialog, type ClientChange } from './change-dialog.js';
import { RegisterDialog } from './register-dialog.js';
import styles from '../providers/providers-page.module.css';

const tones: Record<ApiClient['state'], Tone> = {
  active: 'good',
  ownerless: 'wait',
  expired: 'neutral',
  disabled: 'danger',
};

/** The programs that may call the API: what for, whose they are, until when, and when they last did. */
export function ApiClientsPage() {
  const { t } = useTranslation();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } =
    useInfiniteQuery(apiClientsQuery);
  const [isAdding, setAdding] = useState(false);
  const clients = itemsOf(data);
  const first = data?.pages[0];
  return (
    <>
      <PageHead
        title={t('apiClients.title')}
        about={t('apiClients.about')}
        action={
          first?.mayChange && (
            <Button
              look="primary"
              icon="plus"
              onPress={() => {
                setAdding(true);
              }}
            >
              {t('apiClients.register')}
            </Button>
          )
        }
      />
      <PageBody>
        {error && <ProblemView problem={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton rows={4} />}
        {first && clients.length === 0 && (
          <Card>
            <EmptyState icon="server" title={t('apiClients.none')}>
              {t('apiClients.noneAbout')}
            </EmptyState>
          </Card>
        )}
        {clients.map((client) => (
          <ClientCard key={client.id} client={client} mayChange={first?.mayChange ?? false} />
        ))}
        <More hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
        {first && (
          <p className={styles.soft}>
            {t('apiClients.tokenAddress')} <code className={styles.code}>{first.tokenAddress}</code>
          </p>
        )}
      </PageBody>
      {isAdding && first && (
        <RegisterDialog
          sources={first.sources}
          longestDays={first.longestDays}
          onClose={() => {
            setAdding(false);
          }}
        />
      )}
    </>
  );
}

function ClientCard({ client, mayChange }: { client: ApiClient; mayChange: boolean }) {
  const { t } = useTranslation();
  const [change, setChange] = useState<ClientChange | null>(null);
  const button = (kind: ClientChange['kind'], look: 'secondary' | 'danger' = 'secondary') => (
    <Button
      key={kind}
      size="small"
      look={look}
      onPress={() => {
        setChange({ kind });
      }}
    >
      {t(`apiClients.changes.${kind}`)}
    </Button>
  );
  return (
    <Section
      title={client.name}
      about={client.purpose}
      aside={<Badge tone={tones[client.state]}>{t(`apiClients.states.${client.state}`)}</Badge>}
    >
      <Card>
        <div className={styles.stack}>
          <Facts items={useFacts(client, mayChange, setChange)} />
          {mayChange && (
            <div className={styles.actions}>
              {button(client.jwksUri === null ? 'key-added' : 'keys-moved')}
              {button('extension')}
              {button('owner')}
              {client.state === 'disabled' ? button('enabled') : button('disabled', 'danger')}
            </div>
          )}
        </div>
      </Card>
      {change && (
        <ChangeDialog
          client={client}
          change={change}
          onClose={() => {
            setChange(null);
          }}
        />
      )}
    </Section>
  );
}

function useFacts(client: ApiClient, mayChange: boolean, setChange: (change: ClientChange) => void) {
  const { t } = useTranslation();
  return [
    { term: t('apiClients.clientId'), value: <code className={styles.code}>{client.id}</code> },
    {
      term: t('apiClients.may'),
      value: client.scopes
        .map((scope) => t(`apiClients.scopes.${scope}`, { source: client.hrSource }))
        .join(', '),
    },
    {
      term: t('apiClients.owner'),
      value: (
        <>
          {client.owner.name}
          {client.ownerlessSince !== null && (
            <>
              {' '}
              · {t('apiClients.ownerGone')} <Day day={client.ownerlessSince} />
            </>
          )}
        </>
      ),
    },
    { term: t('apiClients.expires'), value: <Day day={client.expiresOn} /> },
    {
      term: t('apiClients.lastUsed'),
      value:
        client.lastUsedAt === null ? (
          t('apiClients.neverUsed')
        ) : (
          <>
            <Ago at={client.lastUsedAt} /> · {client.lastUsedAddress}
          </>
        ),
    },
    {
      term: t(`apiClients.authentication.${client.authentication}`),
      value: client.jwksUri ? (
        <code className={styles.code}>{client.jwksUri}</code>
      ) : (
        <ul className={styles.list}>
          {client.keys.map((key) => (
            <li key={key.id} className={styles.line}>
              <strong>{key.name}</strong>
              <span className={styles.soft}>
                {key.kind} · <code className={styles.code}>{key.thumbprint.slice(0, 16)}…</code> ·{' '}
                {key.lastUsedAt === null ? t('apiClients.neverUsed') : <Ago at={key.lastUsedAt} />}
              </span>
              {mayChange && client.keys.length > 1 && (
                <Button
                  size="small"
                  look="quiet"
                  onPress={() => {
                    setChange({ kind: 'key-removed', key });
                  }}
                >
                  {t('apiClients.changes.key-removed')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      ),
    },
  ];
}
