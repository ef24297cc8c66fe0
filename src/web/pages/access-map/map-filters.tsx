import { useTranslation } from 'react-i18next';
import type { AccessMap } from '../../api/generated/types.gen.js';
import { Button } from '../../parts/button.js';
import { Switch } from '../../parts/choices.js';
import { Field } from '../../parts/field.js';
import { Select } from '../../parts/select.js';
import { today } from '../../texts/dates.js';
import styles from './access-map.module.css';

/** What stands in the address, so that a view can be found again. */
export interface MapSearch {
  enhet?: string | undefined;
  system?: string | undefined;
  roll?: string | undefined;
  risk?: number | undefined;
  hog?: boolean | undefined;
  dag?: string | undefined;
  visa?: 'tabell' | undefined;
}

interface MapFiltersProps {
  map: AccessMap | undefined;
  search: MapSearch;
  onChange: (change: MapSearch) => void;
}

const all = 'all';
const risks = [1, 2, 3, 4, 5];

export function MapFilters({ map, search, onChange }: MapFiltersProps) {
  const { t } = useTranslation();
  const systems = map?.choices.systems ?? [];
  const roles = (map?.choices.roles ?? []).filter(
    (role) => search.system === undefined || role.systemId === search.system,
  );
  const chosen = (id: string): string | undefined => (id === all ? undefined : id);
  const isNarrowed = Object.entries(search).some(([key, value]) => key !== 'visa' && value !== undefined);
  return (
    <div className={styles.filters}>
      <Select
        label={t('accessMap.system')}
        value={search.system ?? all}
        options={[
          { id: all, label: t('accessMap.anySystem') },
          ...systems.map((s) => ({ id: s.id, label: s.name })),
        ]}
        onChange={(id) => {
          onChange({ system: chosen(id), roll: undefined });
        }}
      />
      <Select
        label={t('accessMap.role')}
        value={search.roll ?? all}
        options={[
          { id: all, label: t('accessMap.anyRole') },
          ...roles.map((r) => ({ id: r.id, label: r.name })),
        ]}
        onChange={(id) => {
          onChange({ roll: chosen(id) });
        }}
      />
      <Select
        label={t('accessMap.riskAtLeast')}
        value={String(search.risk ?? 1)}
        options={risks.map((risk) => ({
          id: String(risk),
          label: risk === 1 ? t('accessMap.anyRisk') : t('accessMap.riskFrom', { risk }),
        }))}
        onChange={(id) => {
          onChange({ risk: id === '1' ? undefined : Number(id) });
        }}
      />
      <Field
        label={t('accessMap.on')}
        type="date"
        max={today()}
        value={search.dag ?? ''}
        onChange={(dag) => {
          onChange({ dag: dag === '' || dag > today() ? undefined : dag });
        }}
      />
      <Switch
        isSelected={search.hog ?? false}
        onChange={(hog) => {
          onChange({ hog: hog || undefined });
        }}
      >
        {t('accessMap.onlyPrivileged')}
      </Switch>
      {isNarrowed && (
        <Button
          look="quiet"
          icon="close"
          onPress={() => {
            onChange({
              enhet: undefined,
              system: undefined,
              roll: undefined,
              risk: undefined,
              hog: undefined,
              dag: undefined,
            });
          }}
        >
          {t('accessMap.clear')}
        </Button>
      )}
    </div>
  );
}
