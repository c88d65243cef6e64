import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";

import { IconButton } from "./Button";

interface DialogProps {
  title: string;
  /** A line above the title. */
  label?: string;
  /** `center`: asks something; `wide`, with a table. `sheet`: shows what will happen, beside what it happens to. */
  place?: "center" | "wide" | "sheet" | "top";
  role?: "dialog" | "alertdialog";
  onClose: () => void;
  children: ReactNode;
}

/** A dialog: takes the keyboard, closes on Escape and on a click outside, gives the keyboard back. */
export function Dialog({ title, label, place = "center", role = "dialog", onClose, children }: DialogProps) {
  return (
    <ModalOverlay
      className={`overlay ${place === "wide" ? "center" : place}`}
      isOpen
      isDismissable
      onOpenChange={(open) => {
        if (!open) {
          onClose();
        }
      }}
    >
      <Modal className={`modal ${place}`}>
        <AriaDialog className="dialog" role={role}>
          <header className="dialog-head">
            <div>
              {label && <p className="label">{label}</p>}
              <Heading slot="title" className="h1" level={2}>
                {title}
              </Heading>
            </div>
            <IconButton icon={X} label="Close" keys="Esc" onClick={onClose} />
          </header>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
