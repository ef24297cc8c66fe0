import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Named } from '../../api/generated/types.gen.js';
import { openCampaign, reviewUnitsQuery } from '../../api/reviews.js';
import { useFieldText } from '../../frame/field-text.js';
import { ProblemView } from '../../frame/problem-view.js';
import { Button } from '../../parts/button.js';
import { RadioCards } from '../../parts/choices.js';
import { ComboBox } from '../../parts/combo-box.js';
import { Dialog } from '../../parts/dialog.js';
import { Field } from '../../parts/field.js';
import { addDays, today, useDates } from '../../texts/dates.js';
import styles from './reviews-page.module.css';

interface OpenCampaignDialogProps {
  isOpen: boolean;
  onClose: () => void;
}

export function OpenCampaignDialog({ isOpen, onClose }: OpenCampaignDialogProps) {
  const { t } = useTranslation();
  const fieldText = useFieldText();
  const dates = useDates();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [key] = useState(() => crypto.randomUUID());
  const [unitText, setUnitText] = useState('');
  const [unit, setUnit] = useState<Named | null>(null);
  const [name, setName] = useState('');
  const [closesOn, setClosesOn] = useState(addDays(today(), 14));
  const [noAnswer, setNoAnswer] = useState<'keep' | 'remove'>('remove');
  const [hasTried, setTried] = useState(false);
  const units = useQuery({
    ...reviewUnitsQuery(unitText),
    enabled: isOpen,
    placeholderData: keepPreviousData,
  });
  const opening = useMutation({
    mutationFn: (unitId: string) => openCampaign({ name: name.trim(), unitId, closesOn, noAnswer }, key),
    onSuccess: async (campaign) => {
      await queryClient.invalidateQueries({ queryKey: ['campaigns'] });
      await navigate({ to: '/granska/$campaignId', params: { campaignId: campaign.id } });
    },
  });
  const wrong = {
    unit: unit ? fieldText(opening.error, '/unitId') : t('reviews.form.unitMissing'),
    name: name.trim().length >= 3 ? fieldText(opening.error, '/name') : t('reviews.form.nameMissing'),
    closesOn: closesOn > today() ? fieldText(opening.error, '/closesOn') : t('reviews.form.closesWrong'),
  };

  return (
    <Dialog
      title={t('reviews.start')}
      isOpen={isOpen}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('parts.cancel')}</Button>
          <Button
            look="primary"
            isPending={opening.isPending}
            onPress={() => {
              setTried(true);
              if (unit && name.trim().length >= 3 && closesOn > today()) opening.mutate(unit.id);
            }}
          >
            {t('reviews.start')}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <ComboBox
          label={t('reviews.form.unit')}
          help={t('reviews.form.unitAbout')}
          options={(units.data?.items ?? []).map(({ id, name: label }) => ({ id, label }))}
          text={unitText}
          selected={unit?.id ?? null}
          onTextChange={(text) => {
            setUnitText(text);
            if (text !== unit?.name) setUnit(null);
          }}
          onSelect={(id) => {
            const chosen = units.data?.items.find((item) => item.id === id);
            if (!chosen) return;
            setUnit(chosen);
            setUnitText(chosen.name);
            if (!name)
              setName(t('reviews.form.suggestedName', { unit: chosen.name, day: dates.day(today()) }));
          }}
          isLoading={units.isFetching}
          error={hasTried ? wrong.unit : undefined}
        />
        <Field
          label={t('reviews.form.name')}
          value={name}
          onChange={setName}
          error={hasTried ? wrong.name : undefined}
        />
        <Field
          label={t('reviews.form.closesOn')}
          type="date"
          min={addDays(today(), 1)}
          value={closesOn}
          onChange={setClosesOn}
          error={hasTried ? wrong.closesOn : undefined}
        />
        <RadioCards
          label={t('reviews.form.noAnswer')}
          value={noAnswer}
          onChange={setNoAnswer}
          choices={[
            { id: 'remove', label: t('reviews.form.remove'), detail: t('reviews.form.removeAbout') },
            { id: 'keep', label: t('reviews.form.keep'), detail: t('reviews.form.keepAbout') },
          ]}
        />
        {opening.error && <ProblemView problem={opening.error} />}
      </div>
    </Dialog>
  );
}
