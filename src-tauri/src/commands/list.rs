// THE list: every command with what it takes, what it gives and, for a reading one, the tags it depends on.
// Included by `commands/mod.rs` (handlers, names, contract) and by `build.rs` (permissions).
macro_rules! commands {
    ($then:ident) => {
        $then! {
            frame::show_frame(ScopeRequest) -> FrameResponse, reads [connections, clients, log, sync, settings, annotations, changes];

            overview::show_overview(ScopeRequest) -> OverviewResponse, reads [connections, clients, log, sync, changes];
            clients::list_clients(ListClientsRequest) -> ListClientsResponse, reads [connections, clients, log, annotations, changes];
            clients::count_clients(ScopeRequest) -> ClientCountsResponse, reads [clients, log, annotations];
            clients::look_up_client(ClientKey) -> LookUpClientResponse, reads [];
            client::show_client(ShowClientRequest) -> ShowClientResponse, reads [connections, clients, log, annotations, changes];
            client::show_past(ShowPastRequest) -> ShowPastResponse, reads [connections, clients, log, changes];
            client::read_log_row(ReadLogRowRequest) -> ReadLogRowResponse, reads [log];
            inactive::show_inactive(ScopeRequest) -> InactiveResponse, reads [clients, log];

            redirects::list_changes(ListChangesRequest) -> ListChangesResponse, reads [connections, clients, log, changes];
            redirects::place_change(PlaceChangeRequest) -> PlaceChangeResponse, reads [connections, clients, log, changes];
            redirects::show_change(ShowChangeRequest) -> ShowChangeResponse, reads [connections, log, changes];
            redirects::list_hosts(ListHostsRequest) -> HostsResponse, reads [connections, clients, changes];
            redirects::list_host_clients(ListHostClientsRequest) -> HostClientsResponse, reads [connections, clients, changes];
            redirects::test_uri(TestUriRequest) -> TestUriResponse, reads [connections, changes];
            redirects::accept_changes(AcceptChangesRequest) -> AcceptChangesResponse, reads [];
            redirects::undo_acceptance(UndoAcceptanceRequest) -> DoneResponse, reads [];
            redirects::mark_host(MarkHostRequest) -> MarkHostResponse, reads [];
            redirects::unmark_host(UnmarkHostRequest) -> DoneResponse, reads [];
            redirects::export_changes(ExportChangesRequest) -> ExportResponse, reads [];

            operations::plan_revert(PlanRevertRequest) -> PlanRevertResponse, reads [];
            operations::confirm_operation(ConfirmOperationRequest) -> ConfirmOperationResponse, reads [];
            operations::list_operations(PlanRevertRequest) -> ListOperationsResponse, reads [changes];

            annotations::annotate(AnnotateRequest) -> AnnotateResponse, reads [];
            annotations::undo_annotation(UndoRequest) -> DoneResponse, reads [];
            annotations::preview_owners(PreviewOwnersRequest) -> PreviewOwnersResponse, reads [];
            annotations::import_owners(ImportOwnersRequest) -> AnnotateResponse, reads [];
            export::export_clients(ExportRequest) -> ExportResponse, reads [];
            export::copy_text(CopyRequest) -> DoneResponse, reads [];

            connect::show_setup_guide(SetupGuideRequest) -> SetupGuideResponse, reads [];
            connect::choose_file(ChooseFileRequest) -> ChooseFileResponse, reads [];
            connect::check_connection(CheckConnectionRequest) -> CheckConnectionResponse, reads [];
            connect::check_again(DropDraftRequest) -> CheckConnectionResponse, reads [];
            connect::drop_draft(DropDraftRequest) -> DoneResponse, reads [];
            connect::add_connection(AddConnectionRequest) -> AddConnectionResponse, reads [];
            connect::add_demo(EmptyRequest) -> AddDemoResponse, reads [];
            connections::update_connection(UpdateConnectionRequest) -> DoneResponse, reads [];
            connections::replace_credential(ReplaceCredentialRequest) -> DoneResponse, reads [];
            connections::delete_connection(ConnectionRequest) -> DoneResponse, reads [];
            connections::set_demo_network(DemoNetworkRequest) -> DoneResponse, reads [];

            sync::sync_now(Scope) -> SyncNowResponse, reads [];
            sync::cancel_sync(ConnectionRequest) -> DoneResponse, reads [];

            settings::show_settings(EmptyRequest) -> SettingsResponse, reads [settings, connections, clients, log];
            settings::save_settings(SettingsValues) -> DoneResponse, reads [];
            settings::set_timer(SetTimerRequest) -> DoneResponse, reads [];
            settings::open_folder(OpenFolderRequest) -> DoneResponse, reads [];
        }
    };
}
