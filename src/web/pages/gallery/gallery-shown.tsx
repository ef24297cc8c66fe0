import { useState } from 'react';
import { Badge } from '../../parts/badge.js';
import { Banner } from '../../parts/banner.js';
import { Button, IconButton, LinkButton } from '../../parts/button.js';
import { Card, Facts, Section } from '../../parts/card.js';
import { Dialog, Drawer } from '../../parts/dialog.js';
import { EmptyState } from '../../parts/empty-state.js';
import { Figures } from '../../parts/figures.js';
import { KeyHint } from '../../parts/key-hint.js';
import { Menu } from '../../parts/menu.js';
import { Person } from '../../parts/person.js';
import { Progress } from '../../parts/progress.js';
import { Skeleton } from '../../parts/skeleton.js';
import { Stepper } from '../../parts/stepper.js';
import { Table } from '../../parts/table.js';
import { Tabs } from '../../parts/tabs.js';
import { Timeline } from '../../parts/timeline.js';
import { toast } from '../../parts/toast.js';
import { Ago, Day } from '../../parts/when.js';
import styles from './gallery-page.module.css';

export function ActionParts() {
  const [open, setOpen] = useState<'dialog' | 'drawer' | null>(null);
  const close = () => {
    setOpen(null);
  };
  return (
    <Section title="Actions">
      <div className={styles.row}>
        <Button look="primary" icon="check">
          Primary
        </Button>
        <Button>Secondary</Button>
        <Button look="quiet">Quiet</Button>
        <Button look="danger">Danger</Button>
        <Button look="danger-quiet">Danger, quiet</Button>
        <Button isDisabled>Disabled</Button>
        <Button look="primary" isPending>
          Pending
        </Button>
        <Button size="small">Small</Button>
        <Button size="large" look="primary">
          Large
        </Button>
        <IconButton icon="close" label="Close" />
        <LinkButton to="/galleri">Link</LinkButton>
        <Menu
          label="Menu"
          trigger={<Button iconAfter="down">Menu</Button>}
          sections={[
            { choices: [{ id: 'one', label: 'One', icon: 'globe', isChosen: true, onAction: close }] },
          ]}
        />
        <KeyHint>B</KeyHint>
      </div>
      <div className={styles.row}>
        <Button
          onPress={() => {
            setOpen('dialog');
          }}
        >
          Dialog
        </Button>
        <Button
          onPress={() => {
            setOpen('drawer');
          }}
        >
          Drawer
        </Button>
        <Button
          onPress={() => {
            toast({ tone: 'good', title: 'Done', detail: 'It can be undone.', undo: close });
          }}
        >
          Toast
        </Button>
      </div>
      <Dialog
        title="Dialog"
        isOpen={open === 'dialog'}
        onClose={close}
        actions={<Button onPress={close}>OK</Button>}
      >
        <p>Floats in the middle.</p>
      </Dialog>
      <Drawer title="Drawer" over="Above" isOpen={open === 'drawer'} onClose={close}>
        <p>Comes from the right.</p>
      </Drawer>
    </Section>
  );
}

export function PeopleParts() {
  const [tab, setTab] = useState<'one' | 'two'>('one');
  const rows = [
    { id: '1', name: 'Anna Berg', count: 12 },
    { id: '2', name: 'Yusuf Ali', count: 3 },
  ];
  return (
    <Section title="People, time and lists">
      <div className={styles.two}>
        <Card>
          <div className={styles.stack}>
            <Person person={{ name: 'Anna Berg', protected: false }} detail="Undersköterska" size="large" />
            <Person person={{ name: 'Yusuf Ali', protected: false }} detail="Sjuksköterska" />
            <Person person={{ name: 'Skyddad person', protected: true }} size="small" />
            <p>
              <Day day="2026-11-21" /> · <Ago at="2026-11-20T10:00:00Z" />
            </p>
          </div>
        </Card>
        <Card>
          <Facts
            items={[
              { term: 'Unit', value: 'Hemtjänst Norr' },
              { term: 'Manager', value: 'Eva Lind' },
            ]}
          />
        </Card>
      </div>
      <Stepper label="Steps" steps={['Person', 'Access', 'Assessment', 'Send']} at={2} />
      <Timeline
        label="Events"
        items={[
          { id: '1', icon: 'plus', tone: 'good', title: 'Joined', detail: 'Hemtjänst Norr', when: '1 jan' },
          { id: '2', icon: 'move', tone: 'info', title: 'Moved', when: '1 maj' },
          { id: '3', icon: 'stop', tone: 'danger', title: 'Terminated', when: '21 nov' },
        ]}
      />
      <Tabs
        label="Tabs"
        selected={tab}
        onSelect={setTab}
        tabs={[
          {
            id: 'one',
            label: 'Table',
            count: rows.length,
            content: (
              <Card flush>
                <Table
                  caption="People"
                  rows={rows}
                  rowId={({ id }) => id}
                  columns={[
                    { id: 'name', heading: 'Name', isName: true, cell: ({ name }) => name },
                    { id: 'count', heading: 'Accesses', align: 'end', cell: ({ count }) => count },
                  ]}
                />
              </Card>
            ),
          },
          { id: 'two', label: 'Empty', content: <EmptyState icon="done" title="Nothing here" /> },
        ]}
      />
      <Figures
        items={[
          { label: 'Joiners', value: 31, tone: 'good' },
          { label: 'Leavers', value: 1340, tone: 'danger' },
        ]}
      />
    </Section>
  );
}

export function MessageParts() {
  return (
    <Section title="Messages">
      <div className={styles.row}>
        <Badge>Neutral</Badge>
        <Badge tone="good">Good</Badge>
        <Badge tone="wait">Waits</Badge>
        <Badge tone="danger">Danger</Badge>
        <Badge tone="info">Info</Badge>
      </div>
      <div className={styles.stack}>
        <Banner tone="info" title="For your information">
          A sentence about it.
        </Banner>
        <Banner tone="wait" title="Waiting">
          A sentence about it.
        </Banner>
        <Banner tone="danger" title="It went wrong" actions={<Button size="small">Try again</Button>}>
          What it means and what to do.
        </Banner>
        <Banner tone="good" title="Done" />
      </div>
      <Progress label="Progress" value={12} of={31} words="12 of 31" />
      <Skeleton rows={2} />
    </Section>
  );
}
