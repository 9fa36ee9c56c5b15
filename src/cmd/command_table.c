/* The table of commands, in the order of a day's work, as `casegate --help` lists them. A command
 * that is not in the table does not exist. */
#include "command_table.h"

/* One a line, however many there are. */
/* clang-format off */
const Command *const commands[] = {
    &init_command,
    &check_command,
    &deliver_command,
    &collect_command,
    &work_command,
    &send_command,
    &run_command,
    &serve_command,
    &account_command,
    &status_command,
    &queue_command,
    &show_command,
    &held_command,
    &directory_command,
    &messages_command,
    &looks_command,
    &subject_access_command,
    &hold_command,
    &retention_command,
    &note_command,
    &route_command,
    &stage_command,
    &close_command,
    &reopen_command,
    &incident_command,
    &export_command,
    &form_command,
    &explain_command,
    &replay_command,
    &verify_command,
    &backup_command,
    NULL,
};
/* clang-format on */
