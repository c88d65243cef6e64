import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import type { Destination, Partition } from "../../ipc/bindings";
import { q } from "../../ipc/client";
import { Field } from "../../kit/Field";
import { Picker } from "../../kit/Picker";
import { Segments } from "../../kit/Segments";
import { Suggest } from "../../kit/Suggest";

const KINDS: readonly { id: Destination["kind"]; name: string }[] = [
  { id: "home", name: "Console home" },
  { id: "service", name: "Service" },
  { id: "url", name: "Address" },
];

const HOSTS: Record<Partition, string> = {
  aws: "console.aws.amazon.com",
  "aws-us-gov": "console.amazonaws-us-gov.com",
  "aws-cn": "console.amazonaws.cn",
  "aws-eusc": "console.amazonaws-eusc.eu",
};

/** A place in the console as it is being chosen: nothing chosen of a kind yet is empty. */
export interface PlaceDraft {
  kind: Destination["kind"];
  service: string;
  region: string;
  url: string;
}

export function draftOf(destination: Destination): PlaceDraft {
  return {
    kind: destination.kind,
    service: destination.kind === "service" ? destination.id : "",
    region: (destination.kind === "service" ? destination.region : null) ?? "",
    url: destination.kind === "url" ? destination.url : "",
  };
}

/** The place that was chosen; null while something is missing. */
export function placeOf(draft: PlaceDraft): Destination | null {
  switch (draft.kind) {
    case "home":
      return { kind: "home" };
    case "service":
      return draft.service === "" ? null : { kind: "service", id: draft.service, region: draft.region.trim() || null };
    case "url":
      return draft.url.trim() === "" ? null : { kind: "url", url: draft.url.trim() };
  }
}

interface DestinationFieldsProps {
  draft: PlaceDraft;
  regions: readonly string[];
  partition: Partition;
  /** What a service opens in where no region is chosen; empty leaves it to the console. */
  usualRegion: string;
  onChange: (draft: PlaceDraft) => void;
}

/** Where in the console to land: its home, a service with its region, or any page. */
export function DestinationFields({ draft, regions, partition, usualRegion, onChange }: DestinationFieldsProps) {
  const services = useQuery(q.consoleServices()).data;
  const choices = useMemo(
    () => (services ?? []).map(({ id, name, keywords }) => ({ id, name, also: keywords, detail: undefined })),
    [services],
  );
  const regional = services?.find(({ id }) => id === draft.service)?.regional ?? true;
  return (
    <div className="destination">
      <div className="field">
        <span className="field-name">Destination</span>
        <Segments
          label="Destination"
          segments={KINDS}
          chosen={draft.kind}
          onChoose={(kind) => onChange({ ...draft, kind })}
        />
      </div>
      {draft.kind === "service" && (
        <div className="pair">
          {choices.length > 0 && (
            <Picker
              label="Service"
              placeholder="Type a service’s name"
              choices={choices}
              chosen={draft.service === "" ? null : draft.service}
              onChoose={(service) => onChange({ ...draft, service })}
            />
          )}
          {regional ? (
            <Suggest
              label="Region"
              mono
              placeholder={usualRegion || "The console’s own"}
              suggestions={regions}
              value={draft.region}
              onChange={(region) => onChange({ ...draft, region })}
            />
          ) : (
            <div className="field">
              <span className="field-name">Region</span>
              <p className="muted pair-words">It shows all regions</p>
            </div>
          )}
        </div>
      )}
      {draft.kind === "url" && (
        <Field
          label="Address"
          mono
          placeholder={`https://${HOSTS[partition]}/…`}
          hint="A page of the AWS console; the session is carried nowhere else."
          value={draft.url}
          onChange={(url) => onChange({ ...draft, url })}
        />
      )}
    </div>
  );
}
