import { call } from "./call";
import type {
  AnnotationChange,
  ChooseFilePurpose,
  ClientFilter,
  ClientKey,
  ClientSort,
  Commands,
  FolderName,
  OwnerChangeRow,
  Scope,
  SettingsValues,
} from "./contract.gen";

/** Everything that a person can make the core do. Only `confirmOperation` changes a server. */

export const copyText = (text: string) => call("copy_text", { text });

export const syncNow = (scope: Scope) => call("sync_now", scope);
export const cancelSync = (connectionId: string) => call("cancel_sync", { connection_id: connectionId });
export const lookUpClient = (key: ClientKey) => call("look_up_client", key);

export const annotate = (clients: ClientKey[], change: AnnotationChange) =>
  call("annotate", { clients, change });
export const undoAnnotation = (undoId: string) => call("undo_annotation", { undo_id: undoId });
export const previewOwners = (scope: Scope, csv: string) => call("preview_owners", { scope, csv });
export const importOwners = (changes: OwnerChangeRow[]) => call("import_owners", { changes });

export const acceptChanges = (changes: number[], reason: string) =>
  call("accept_changes", { changes, reason });
export const undoAcceptance = (decision: number) => call("undo_acceptance", { decision });
export const markHost = (connectionId: string, host: string, isDomain: boolean) =>
  call("mark_host", { connection_id: connectionId, host, is_domain: isDomain });
export const unmarkHost = (mark: number) => call("unmark_host", { mark });
export const exportChanges = (request: Commands["export_changes"]["request"]) =>
  call("export_changes", request);

export const planRevert = (change: number) => call("plan_revert", { change });
export const confirmOperation = (request: Commands["confirm_operation"]["request"]) =>
  call("confirm_operation", request);

export interface Export {
  scope: Scope;
  windowDays: number;
  filter: ClientFilter;
  sort: ClientSort;
  only: ClientKey[] | null;
  name: string;
}

export const exportClients = ({ scope, windowDays, filter, sort, only, name }: Export) =>
  call("export_clients", { scope, window_days: windowDays, filter, sort, only, suggested_name: name });

export const chooseFile = (purpose: ChooseFilePurpose) => call("choose_file", { purpose });
export const checkConnection = (request: Commands["check_connection"]["request"]) =>
  call("check_connection", request);
export const checkAgain = (draftId: string) => call("check_again", { draft_id: draftId });
export const dropDraft = (draftId: string) => call("drop_draft", { draft_id: draftId });
export const addConnection = (request: Commands["add_connection"]["request"]) =>
  call("add_connection", request);
export const addDemo = () => call("add_demo", {});
export const updateConnection = (request: Commands["update_connection"]["request"]) =>
  call("update_connection", request);
export const replaceCredential = (request: Commands["replace_credential"]["request"]) =>
  call("replace_credential", request);
export const deleteConnection = (connectionId: string) =>
  call("delete_connection", { connection_id: connectionId });
export const setDemoNetwork = (connection_id: string, reachable: boolean) =>
  call("set_demo_network", { connection_id, reachable });

export const saveSettings = (values: SettingsValues) => call("save_settings", values);
export const setTimer = (on: boolean) => call("set_timer", { on });
export const openFolder = (folder: FolderName) => call("open_folder", { folder });
