//! How the web view paints where there is no graphics card.

use tauri::Manager;

/// Has the windows painted without layers on a computer without a graphics card.
///
/// There WebKitGTK composes its layers with a graphics card imitated in software: the page comes later and takes some 120 MiB
/// more (`cargo xtask bench start`). With a card, and on systems with another web view, nothing is changed.
pub fn choose(windows: &impl Manager<tauri::Wry>) {
    #[cfg(target_os = "linux")]
    if !linux::has_graphics_card() {
        for window in windows.webview_windows().values() {
            if let Err(error) = window.with_webview(|view| linux::paint_without_layers(&view.inner())) {
                tracing::warn!(%error, "the window is painted as WebKitGTK would have it");
            }
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _ = windows;
}

#[cfg(target_os = "linux")]
mod linux {
    use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt as _, WebView, WebViewExt as _};

    /// Whether the kernel offers a device to draw with (Linux DRM, "render nodes").
    pub(super) fn has_graphics_card() -> bool {
        std::fs::read_dir("/dev/dri").is_ok_and(|devices| {
            devices.flatten().any(|device| device.file_name().to_string_lossy().starts_with("renderD"))
        })
    }

    pub(super) fn paint_without_layers(view: &WebView) {
        if let Some(settings) = view.settings() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    }
}
