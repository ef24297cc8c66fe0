import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { devicesQuery, forgetDevice, rememberDevice } from '../../api/devices.js';
import type { KnownDevices } from '../../api/generated/types.gen.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Badge } from '../../parts/badge.js';
import { Button } from '../../parts/button.js';
import { Card, Section } from '../../parts/card.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Row, RowList } from '../../parts/row-list.js';
import { toast } from '../../parts/toast.js';
import { Ago, Moment } from '../../parts/when.js';
import { useDates } from '../../texts/dates.js';
import styles from '../leavers/leavers.module.css';

type Device = KnownDevices['items'][number];

/** Browsers that sign their person in by themselves for some days; nothing where no exception allows it and none is known. */
export function DevicesSection() {
  const { t } = useTranslation();
  const dates = useDates();
  const client = useQueryClient();
  const { data, error } = useQuery(devicesQuery);
  const refresh = () => client.invalidateQueries({ queryKey: ['sessions'] });
  const remembering = useMutation({
    mutationFn: rememberDevice,
    onSuccess: ({ until }) => {
      toast({ tone: 'good', title: t('devices.remembered', { day: dates.day(until) }) });
      return refresh();
    },
  });
  const forgetting = useMutation({ mutationFn: forgetDevice, onSuccess: refresh });
  if (error) return <ProblemView problem={error} />;
  if (!data || (data.days === null && data.items.length === 0)) return null;
  const isKnown = data.items.some(({ current }) => current);
  const failed = remembering.error ?? forgetting.error;
  return (
    <Section
      title={t('devices.title')}
      about={data.days === null ? t('devices.off') : t('devices.about', { count: data.days })}
      aside={
        data.days !== null &&
        !isKnown && (
          <Button
            icon="screen"
            isPending={remembering.isPending}
            onPress={() => {
              remembering.mutate();
            }}
          >
            {t('devices.remember')}
          </Button>
        )
      }
    >
      {failed && <ProblemView problem={failed} />}
      <Card flush>
        {data.items.length === 0 && (
          <EmptyState icon="screen" title={t('devices.none')}>
            {t('devices.noneAbout')}
          </EmptyState>
        )}
        {data.items.length > 0 && (
          <RowList label={t('devices.title')}>
            {data.items.map((device) => (
              <DeviceRow
                key={device.id}
                device={device}
                isPending={forgetting.isPending && forgetting.variables === device.id}
                onForget={() => {
                  forgetting.mutate(device.id);
                }}
              />
            ))}
          </RowList>
        )}
      </Card>
    </Section>
  );
}

function DeviceRow({
  device,
  isPending,
  onForget,
}: {
  device: Device;
  isPending: boolean;
  onForget: () => void;
}) {
  const { t } = useTranslation();
  const name = device.device ?? t('sessions.unknownDevice');
  return (
    <Row>
      <span className={styles.words}>
        <strong>{name}</strong>
        <span className={styles.detail}>
          {[device.place ?? t('sessions.unknownPlace'), device.address].filter(Boolean).join(' · ')}
        </span>
        <span className={styles.detail}>
          {t('devices.until')} <Moment at={device.expiresAt} /> ·{' '}
          {device.lastUsedAt === null ? (
            t('devices.neverUsed')
          ) : (
            <>
              {t('sessions.used')} <Ago at={device.lastUsedAt} />
            </>
          )}
        </span>
      </span>
      <span className={styles.end}>
        {device.current && <Badge tone="good">{t('sessions.current')}</Badge>}
        {device.rests && <Badge tone="wait">{t('devices.rests')}</Badge>}
        <Button
          size="small"
          isPending={isPending}
          aria-label={t('devices.forgetOne', { device: name })}
          onPress={onForget}
        >
          {t('devices.forget')}
        </Button>
      </span>
    </Row>
  );
}
