import { useTranslation } from 'react-i18next';
import { RadioCards } from '../../parts/choices.js';
import { may, useMe } from '../../session/use-me.js';
import { ChoosePerson } from '../leavers/choose-person.js';

interface ChooseOwnerProps {
  selected: string | null;
  onSelect: (personId: string | null) => void;
  error?: string | undefined;
}

/** Who answers for a program: anybody for those who may search everybody, else oneself. */
export function ChooseOwner({ selected, onSelect, error }: ChooseOwnerProps) {
  const { t } = useTranslation();
  const me = useMe();
  if (may(me, 'campaigns'))
    return (
      <ChoosePerson
        label={t('apiClients.owner')}
        help={t('apiClients.ownerHelp')}
        selected={selected}
        onSelect={onSelect}
        error={error}
      />
    );
  return (
    <RadioCards
      label={t('apiClients.owner')}
      help={t('apiClients.ownerSelfHelp')}
      error={error}
      choices={[{ id: 'self', label: t('apiClients.ownerSelf', { name: me.person.name }) }]}
      value={selected === null ? null : 'self'}
      onChange={() => {
        onSelect(me.person.id);
      }}
    />
  );
}
