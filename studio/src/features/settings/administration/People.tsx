import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Ban, Ellipsis, Link2, Plus, UserRoundCheck } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { api, body, type Person } from "@/api/client.ts";
import { keys } from "@/api/queries.ts";
import { said } from "@/api/said.ts";
import type { components } from "@/api/schema.ts";
import { Button, IconButton } from "@/ui/Button.tsx";
import { Choose } from "@/ui/Choose.tsx";
import { Confirm } from "@/ui/Confirm.tsx";
import { Menu, MenuItem } from "@/ui/Menu.tsx";
import { Problem } from "@/ui/States.tsx";
import { classes } from "@/ui/classes.ts";
import { moment } from "@/words/facts.ts";

import { Asked, Lines, Section } from "../parts.tsx";
import type { SectionProps } from "../sections.ts";
import { Invite } from "./Invite.tsx";
import { peopleQuery, plansQuery } from "./queries.ts";
import { ROLES } from "./roles.ts";

type Change = components["schemas"]["PersonChange"];
type Invited = components["schemas"]["Invited"];

/** Who may come in, and what they may do. */
export function People({ me }: SectionProps) {
  const { t } = useTranslation("settings");
  const asked = useQuery(peopleQuery);
  const plans = Object.keys(useQuery(plansQuery).data ?? {});
  const [inviting, setInviting] = useState(false);
  const [invited, setInvited] = useState<Invited>();
  return (
    <Section
      title={t("sections.people")}
      hint={t("people.hint")}
      wide
      actions={
        <Button onClick={() => setInviting(true)}>
          <Plus aria-hidden />
          {t("people.invite")}
        </Button>
      }
    >
      <Asked asked={asked}>
        {(people) => (
          <Lines>
            {people.map((person) => (
              <Row
                key={person.id}
                person={person}
                isMe={person.id === me.person.id}
                plans={plans}
                onLink={setInvited}
              />
            ))}
          </Lines>
        )}
      </Asked>
      <Invite
        open={inviting || invited !== undefined}
        plans={plans}
        invited={invited}
        onInvited={setInvited}
        onClose={() => {
          setInviting(false);
          setInvited(undefined);
        }}
      />
    </Section>
  );
}

interface RowProps {
  person: Person;
  isMe: boolean;
  plans: readonly string[];
  onLink: (invited: Invited) => void;
}

function Row({ person, isMe, plans, onLink }: RowProps) {
  const { t, i18n } = useTranslation("settings");
  const [ending, setEnding] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const { change, link } = usePerson(person);
  const { name } = person;
  const tried = (work: Promise<unknown>) => {
    setError(null);
    work.catch(setError);
  };
  return (
    <div className="px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className={classes("min-w-0 grow basis-44", person.disabled_at !== null && "opacity-65")}>
          <p className="font-medium wrap-anywhere">
            {name} {isMe && <span className="font-normal text-quiet">· {t("people.you")}</span>}
          </p>
          <p className="text-sm text-quiet">
            {person.disabled_at === null
              ? moment(person.created_at, i18n.language)
              : t("people.disabled", { when: moment(person.disabled_at, i18n.language) })}
          </p>
        </div>
        <div className="flex sm:w-36 sm:justify-end">
          <Choose
            label={`${t("people.role")}, ${name}`}
            value={person.role}
            choices={ROLES.map((value) => ({
              value,
              label: t(`account.roles.${value}`),
              note: t(`people.roleHint.${value}`),
            }))}
            onChange={(role) => tried(change({ role }))}
          />
        </div>
        <div className="flex sm:w-28">
          <Choose
            label={`${t("people.plan")}, ${name}`}
            value={person.plan}
            choices={plans.map((value) => ({ value, label: value }))}
            onChange={(plan) => tried(change({ plan }))}
          />
        </div>
        <Menu
          align="end"
          label={t("people.moreOf", { name })}
          trigger={
            <IconButton label={t("people.moreOf", { name })} size="small">
              <Ellipsis aria-hidden />
            </IconButton>
          }
        >
          <MenuItem
            icon={<Link2 aria-hidden />}
            disabled={person.disabled_at !== null}
            onSelect={() => tried(link().then(onLink))}
          >
            {t("people.link")}
          </MenuItem>
          {person.disabled_at === null ? (
            <MenuItem icon={<Ban aria-hidden />} danger onSelect={() => setEnding(true)}>
              {t("people.disable")}
            </MenuItem>
          ) : (
            <MenuItem icon={<UserRoundCheck aria-hidden />} onSelect={() => tried(change({ disabled: false }))}>
              {t("people.enable")}
            </MenuItem>
          )}
        </Menu>
      </div>
      {error !== null && (
        <Problem title={t("notSaved")} className="mt-3">
          {said(error)}
        </Problem>
      )}
      <Confirm
        open={ending}
        title={t("people.disableAsk", { name })}
        about={t("people.disableHint")}
        does={t("people.disable")}
        cancel={t("cancel")}
        close={t("close")}
        wrong={t("notSaved")}
        said={said}
        onConfirm={() => change({ disabled: true })}
        onClose={() => setEnding(false)}
      />
    </div>
  );
}

/** Changes of somebody, which are seen at once and taken back where they are refused. */
function usePerson({ id }: Person) {
  const client = useQueryClient();
  const path = { person_id: id };
  const change = async (changed: Change) => {
    const { role, plan } = changed;
    client.setQueryData(peopleQuery.queryKey, (now) =>
      now?.map((one) => (one.id === id ? { ...one, role: role ?? one.role, plan: plan ?? one.plan } : one)),
    );
    try {
      await api.PATCH("/api/admin/people/{person_id}", { params: { path }, body: changed });
    } finally {
      await client.invalidateQueries({ queryKey: peopleQuery.queryKey });
      void client.invalidateQueries({ queryKey: keys.me });
    }
  };
  const link = () => body(api.POST("/api/admin/people/{person_id}/invite", { params: { path } }));
  return { change, link };
}
