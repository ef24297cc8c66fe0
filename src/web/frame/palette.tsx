import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Autocomplete } from 'react-aria-components/Autocomplete';
import { Dialog } from 'react-aria-components/Dialog';
import { Header } from 'react-aria-components/Header';
import { Input } from 'react-aria-components/Input';
import { Menu, MenuItem, MenuSection } from 'react-aria-components/Menu';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { SearchField } from 'react-aria-components/SearchField';
import { findPeopleQuery } from '../api/people.js';
import { Icon } from '../parts/icon.js';
import { KeyHint } from '../parts/key-hint.js';
import { may, useMe } from '../session/use-me.js';
import { navigationOf } from './navigation.js';
import styles from './palette.module.css';

interface PaletteProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}

/** Ctrl-K: go to any page, or to any person one may see, without leaving the keyboard. */
export function Palette({ isOpen, onOpenChange }: PaletteProps) {
  const { t } = useTranslation();
  return (
    <ModalOverlay className={styles.scrim} isOpen={isOpen} onOpenChange={onOpenChange} isDismissable>
      <Modal className={styles.palette}>
        <Dialog aria-label={t('frame.search')} className={styles.dialog}>
          <Choices
            onDone={() => {
              onOpenChange(false);
            }}
          />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Choices({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const q = useDeferredValue(text.trim());
  const seesAll = may(me, 'imports', 'campaigns');
  const { data } = useQuery({
    ...findPeopleQuery(seesAll ? 'all' : 'staff', q),
    enabled: q.length >= 2 && may(me, 'staff', 'imports', 'campaigns'),
  });
  const people = q.length >= 2 ? (data?.items ?? []) : [];
  const words = q.toLocaleLowerCase();
  const places = navigationOf(me).filter((entry) =>
    t(`nav.${entry.name}`).toLocaleLowerCase().includes(words),
  );

  return (
    <Autocomplete inputValue={text} onInputChange={setText}>
      <SearchField className={styles.search} aria-label={t('frame.search')} autoFocus>
        <Icon name="search" />
        <Input className={styles.input} placeholder={t('frame.searchPlaceholder')} />
        <KeyHint>Esc</KeyHint>
      </SearchField>
      <Menu
        className={styles.menu}
        aria-label={t('frame.searchHits')}
        onAction={onDone}
        renderEmptyState={() => <p className={styles.none}>{t('parts.noHits')}</p>}
      >
        {places.length > 0 && (
          <MenuSection aria-label={t('frame.pages')}>
            <Header className={styles.title}>{t('frame.pages')}</Header>
            {places.map((entry) => (
              <MenuItem
                key={entry.name}
                id={entry.name}
                textValue={t(`nav.${entry.name}`)}
                className={styles.item}
                onAction={() => void navigate({ to: entry.to })}
              >
                <Icon name={entry.icon} size={18} />
                {t(`nav.${entry.name}`)}
              </MenuItem>
            ))}
          </MenuSection>
        )}
        {people.length > 0 && (
          <MenuSection aria-label={t('frame.people')}>
            <Header className={styles.title}>{t('frame.people')}</Header>
            {people.map((line) => (
              <MenuItem
                key={line.id}
                id={line.id}
                textValue={line.person.name}
                className={styles.item}
                onAction={() => void navigate({ to: '/personal/$personId', params: { personId: line.id } })}
              >
                <Icon name={line.person.protected ? 'lock' : 'person'} size={18} />
                <span>
                  {line.person.name}
                  <small>
                    {line.title} · {line.unit.name}
                  </small>
                </span>
              </MenuItem>
            ))}
          </MenuSection>
        )}
      </Menu>
    </Autocomplete>
  );
}
