"""The part of libghostty-vt's C interface that the adapter uses, and the writer of ``ghostty_abi.py``.

Reading pyghostty's complete declarations takes 130 ms at every start; the compiled form of these takes
one. Run ``python -m console.terminal.ghostty_cdef`` after a change; a test compares both with pyghostty's.
Enumerations are written as ``int`` and unions that are passed by value as structs of the same layout.
"""

from __future__ import annotations

from pathlib import Path

FUNCTIONS = """
int ghostty_terminal_new(const void *allocator, void **terminal, uint16_t cols, uint16_t rows);
void ghostty_terminal_free(void *terminal);
int ghostty_terminal_resize(void *terminal, uint16_t cols, uint16_t rows, uint32_t cell_w, uint32_t cell_h);
int ghostty_terminal_set(void *terminal, int option, const void *value);
int ghostty_terminal_get(void *terminal, int data, void *out);
void ghostty_terminal_vt_write(void *terminal, const uint8_t *data, size_t len);
void ghostty_terminal_scroll_viewport(void *terminal, ScrollS behavior);
int ghostty_terminal_grid_ref(void *terminal, PointS point, GridRef *out);
int ghostty_grid_ref_row(const GridRef *ref, uint64_t *out_row);
int ghostty_grid_ref_cell(const GridRef *ref, uint64_t *out_cell);
int ghostty_grid_ref_graphemes(const GridRef *ref, uint32_t *buf, size_t buf_len, size_t *out_len);
int ghostty_grid_ref_hyperlink_uri(const GridRef *ref, uint8_t *buf, size_t buf_len, size_t *out_len);
int ghostty_grid_ref_style(const GridRef *ref, Style *out);
int ghostty_row_get(uint64_t row, int data, void *out);
int ghostty_terminal_grid_ref_track(void *terminal, PointS point, void **out);
int ghostty_tracked_grid_ref_point(void *ref, int tag, PointCoordinate *out);
int ghostty_tracked_grid_ref_set(void *ref, void *terminal, PointS point);
void ghostty_tracked_grid_ref_free(void *ref);
int ghostty_terminal_selection_format_alloc(void *terminal, const void *allocator, FormatOptions options,
    uint8_t **out, size_t *out_len);
void ghostty_free(const void *allocator, uint8_t *ptr, size_t len);
int ghostty_render_state_new(const void *allocator, void **state);
void ghostty_render_state_free(void *state);
int ghostty_render_state_update(void *state, void *terminal);
int ghostty_render_state_clean(void *state);
int ghostty_render_state_get(void *state, int data, void *out);
int ghostty_render_state_row_iterator_new(const void *allocator, void **iterator);
void ghostty_render_state_row_iterator_free(void *iterator);
bool ghostty_render_state_row_iterator_next(void *iterator);
bool ghostty_render_state_row_iterator_next_dirty(void *iterator, uint16_t *out_y);
int ghostty_render_state_row_get(void *iterator, int data, void *out);
int ghostty_render_state_row_get_multi(void *iterator, size_t count, const int *keys, void **values, size_t *written);
int ghostty_cell_get(uint64_t cell, int data, void *out);
void *ghostty_kitty_graphics_image(void *graphics, uint32_t image_id);
int ghostty_kitty_graphics_get(void *graphics, int data, void *out);
int ghostty_kitty_graphics_image_get(void *image, int data, void *out);
int ghostty_kitty_graphics_placement_iterator_new(const void *allocator, void **iterator);
void ghostty_kitty_graphics_placement_iterator_free(void *iterator);
bool ghostty_kitty_graphics_placement_next(void *iterator);
int ghostty_kitty_graphics_placement_get_multi(void *iterator, size_t count, const int *keys, void **values,
    size_t *written);
int ghostty_kitty_graphics_placement_rect(void *iterator, void *image, void *terminal, Selection *out);
int ghostty_kitty_graphics_placement_render_info(void *iterator, void *image, void *terminal, PlacementInfo *out);
uint8_t *ghostty_alloc(const void *allocator, size_t len);
int ghostty_sys_set(int option, const void *value);
int ghostty_key_event_new(const void *allocator, void **event);
void ghostty_key_event_free(void *event);
void ghostty_key_event_set_action(void *event, int action);
void ghostty_key_event_set_key(void *event, int key);
void ghostty_key_event_set_mods(void *event, uint16_t mods);
void ghostty_key_event_set_consumed_mods(void *event, uint16_t mods);
void ghostty_key_event_set_utf8(void *event, const char *utf8, size_t len);
void ghostty_key_event_set_unshifted_codepoint(void *event, uint32_t codepoint);
int ghostty_key_encoder_new(const void *allocator, void **encoder);
void ghostty_key_encoder_free(void *encoder);
void ghostty_key_encoder_setopt_from_terminal(void *encoder, void *terminal);
void ghostty_key_encoder_setopt(void *encoder, int option, const void *value);
int ghostty_key_encoder_encode(void *encoder, void *event, char *out, size_t out_size, size_t *out_len);
"""

TYPES = """
typedef struct { uint8_t r; uint8_t g; uint8_t b; } Rgb;
typedef struct { const uint8_t *ptr; size_t len; } String;
typedef struct { const uint64_t *ptr; size_t len; } CellsView;
typedef struct { int tag; union { uint8_t palette; Rgb rgb; uint64_t padding; } value; } StyleColor;
typedef struct {
    size_t size; StyleColor fg_color; StyleColor bg_color; StyleColor underline_color;
    bool bold; bool italic; bool faint; bool blink; bool inverse; bool invisible; bool strikethrough; bool overline;
    int underline;
} Style;
typedef struct { size_t size; void *node; uint16_t x; uint16_t y; } GridRef;
typedef struct { uint16_t x; uint32_t y; } PointCoordinate;
typedef struct { uint16_t x; uint32_t y; uint64_t padding; } PointValueS;
typedef struct { int tag; PointValueS value; } PointS;
typedef struct { int tag; uint64_t value[2]; } ScrollS;
typedef struct { size_t size; GridRef start; GridRef end; bool rectangle; } Selection;
typedef struct { size_t size; int emit; bool unwrap; bool trim; const Selection *selection; } FormatOptions;
typedef struct { uint64_t total; uint64_t offset; uint64_t len; } Scrollbar;
typedef struct { uint16_t rows; uint16_t columns; uint32_t cell_width; uint32_t cell_height; } SizeReport;
typedef struct { uint16_t mode; bool value; } ModeConfig;
typedef struct { uint64_t bits[2]; } RowId;
typedef struct {
    size_t size; bool viewport_has_value; uint16_t viewport_x; uint16_t viewport_y; bool wide_tail; bool visible;
    bool blinking; bool password_input; int visual_style;
} Cursor;
typedef struct {
    size_t size; Rgb background; Rgb foreground; Rgb cursor; bool cursor_has_value; Rgb palette[256];
} Colors;
typedef struct { String mime; String data; } ClipboardContent;
typedef struct { size_t size; int result; bool remember; } ClipboardReply;
typedef struct ClipboardWrite ClipboardWrite;
struct ClipboardWrite {
    size_t size; int location; const ClipboardContent *contents; size_t contents_len; String name; bool granted;
    bool can_remember; const void *ctx; void (*reply)(const ClipboardWrite *, const ClipboardReply *);
};
typedef struct { size_t size; String title; String body; } Notification;
typedef struct {
    size_t size; uint32_t pixel_width; uint32_t pixel_height; uint32_t grid_cols; uint32_t grid_rows;
    int32_t viewport_col; int32_t viewport_row; bool viewport_visible; uint32_t source_x; uint32_t source_y;
    uint32_t source_width; uint32_t source_height;
} PlacementInfo;
typedef struct { uint32_t width; uint32_t height; uint8_t *data; size_t data_len; } SysImage;
typedef bool (*DecodeFn)(void *userdata, const void *allocator, const uint8_t *data, size_t len, SysImage *out);
typedef void (*SignalFn)(void *terminal, void *userdata);
typedef void (*WriteFn)(void *terminal, void *userdata, const uint8_t *data, size_t len);
typedef bool (*SizeFn)(void *terminal, void *userdata, SizeReport *out);
typedef bool (*SchemeFn)(void *terminal, void *userdata, int *out);
typedef void (*ClipboardFn)(void *terminal, void *userdata, const ClipboardWrite *write);
typedef void (*NotifyFn)(void *terminal, void *userdata, const Notification *notification);
"""

CONSTANTS = {
    "TERMINAL_OPT": (
        "WRITE_PTY", "BELL", "XTVERSION", "TITLE_CHANGED", "SIZE", "COLOR_FOREGROUND", "COLOR_BACKGROUND",
        "COLOR_CURSOR", "COLOR_PALETTE", "DEFAULT_CURSOR_STYLE", "DEFAULT_CURSOR_BLINK", "PWD_CHANGED",
        "CLIPBOARD_WRITE",
        "SCROLLBACK_MAX_BYTES", "SCROLLBACK_MAX_LINES", "DESKTOP_NOTIFICATION", "MODE_DEFAULT", "MODE",
        "KITTY_IMAGE_STORAGE_LIMIT", "CLIPBOARD_WRITE_MAX_BYTES", "COLOR_SCHEME", "TERMINFO_NAME",
        "APC_MAX_BYTES_KITTY",
    ),
    "TERMINAL_DATA": (
        "COLS", "CURSOR_X", "CURSOR_Y", "ACTIVE_SCREEN", "KITTY_KEYBOARD_FLAGS", "SCROLLBAR", "TITLE", "PWD",
        "SCROLLBACK_ROWS", "MODE", "VT_GROUND", "KITTY_GRAPHICS",
    ),
    "RENDER_STATE_DATA": ("ROW_ITERATOR", "CURSOR", "COLORS"),
    "RENDER_STATE_ROW_DATA": ("RAW", "CELLS_RAW", "ID"),
    "CELL_DATA": ("CODEPOINT", "CONTENT_TAG", "WIDE", "STYLE_ID", "HAS_HYPERLINK", "COLOR_PALETTE", "COLOR_RGB"),
    "ROW_DATA": ("WRAP", "HYPERLINK"),
    "KITTY_GRAPHICS_DATA": ("PLACEMENT_ITERATOR", "GENERATION"),
    "KITTY_GRAPHICS_PLACEMENT_DATA": ("IMAGE_ID", "IS_VIRTUAL", "X_OFFSET", "Y_OFFSET", "Z"),
    "KITTY_IMAGE_DATA": ("WIDTH", "HEIGHT", "FORMAT", "DATA_PTR", "DATA_LEN", "GENERATION"),
    "SYS_OPT": ("DECODE_PNG",),
    "SCROLL_VIEWPORT": ("BOTTOM", "ROW"),
    "POINT_TAG": ("ACTIVE", "VIEWPORT", "SCREEN"),
}  # fmt: skip
"""The names that are used, without ``GHOSTTY_``; their values are read from pyghostty when the module is written."""


def declarations(values: dict[str, int]) -> str:
    """Return everything as C, with ``values`` of the constants."""
    used = [f"{group}_{name}" for group, names in CONSTANTS.items() for name in names]
    lines = [f"#define {name} {values[f'GHOSTTY_{name}']}" for name in used]
    keys = sorted((name, value) for name, value in values.items() if name.startswith("GHOSTTY_KEY_"))
    lines += [
        f"#define {name.removeprefix('GHOSTTY_')} {value}"
        for name, value in keys
        if not name.startswith(("GHOSTTY_KEY_ACTION", "GHOSTTY_KEY_ENCODER")) and not name.endswith("MAX_VALUE")
    ]
    return "\n".join([TYPES, FUNCTIONS, *lines])


def main() -> None:
    """Write ``ghostty_abi.py`` beside this file."""
    from cffi import FFI
    from pyghostty._ffi import lib

    names = [name for name in dir(lib) if name.startswith("GHOSTTY_")]
    ffi = FFI()
    ffi.set_source("console.terminal.ghostty_abi", None)
    ffi.cdef(declarations({name: getattr(lib, name) for name in names}))
    path = Path(__file__).with_name("ghostty_abi.py")
    ffi.emit_python_code(str(path))
    text = path.read_text("utf-8").replace(
        "# auto-generated file\n",
        '"""Compiled declarations of libghostty-vt; written by ``ghostty_cdef.py``, never by hand."""\n',
        1,
    )
    path.write_text("# ruff: noqa: E501, Q000, E128\n# fmt: off\n" + text, "utf-8")


if __name__ == "__main__":
    main()
