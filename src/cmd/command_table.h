/* Every command, each defined in the file of its name. */
#pragma once
#include "command.h"

extern const Command init_command, check_command, deliver_command, collect_command, work_command, send_command;
extern const Command run_command, status_command, queue_command, show_command, held_command, messages_command;
extern const Command directory_command;
extern const Command looks_command, subject_access_command, hold_command, retention_command, note_command, route_command;
extern const Command serve_command, account_command;
extern const Command stage_command, close_command, reopen_command, incident_command, export_command, form_command;
extern const Command explain_command, replay_command, verify_command, backup_command;
