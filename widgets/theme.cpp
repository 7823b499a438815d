#include "widgets/theme.h"

#include <QApplication>
#include <QStyleFactory>
#include <algorithm>
#include <array>
#include <cmath>

namespace tracestudio {

namespace {

Theme darkTheme() {
    Theme t;
    t.isDark = true;
    t.window = QColor(0x1e, 0x20, 0x24);
    t.panel = QColor(0x22, 0x25, 0x2a);
    t.stage = QColor(0x17, 0x19, 0x1c);
    t.line = QColor(0x36, 0x3a, 0x41);
    t.text = QColor(0xe8, 0xea, 0xed);
    t.mutedText = QColor(0xa2, 0xa8, 0xb1);
    t.accent = QColor(0x5a, 0xa7, 0xff);
    t.accentFill = QColor(0x26, 0x46, 0x6b);
    t.field = QColor(0x1a, 0x1c, 0x20);
    t.hoverFill = QColor(0x2d, 0x31, 0x37);
    t.chip = QColor(0x2b, 0x2f, 0x35);
    t.success = QColor(0x4c, 0xd0, 0x8d);
    t.successFill = QColor(0x1c, 0x3b, 0x2c);
    t.failure = QColor(0xff, 0x7b, 0x72);
    t.failureFill = QColor(0x47, 0x25, 0x27);
    t.warning = QColor(0xe3, 0xb3, 0x41);
    t.warningFill = QColor(0x42, 0x36, 0x1a);
    t.neutral = QColor(0xb9, 0xa3, 0xf5);
    t.neutralFill = QColor(0x33, 0x2b, 0x4a);
    t.groundTruth = QColor(0x1f, 0xc0, 0x8a);
    t.destination = QColor(0xf0, 0x5c, 0xa0);
    t.object = QColor(0xff, 0xff, 0xff);
    t.frustum = QColor(0x8b, 0x93, 0x9e);
    t.hoverMark = QColor(0xff, 0xff, 0xff);
    return t;
}

Theme lightTheme() {
    Theme t;
    t.isDark = false;
    t.window = QColor(0xf4, 0xf5, 0xf7);
    t.panel = QColor(0xff, 0xff, 0xff);
    t.stage = QColor(0xee, 0xef, 0xf2);
    t.line = QColor(0xd5, 0xd9, 0xdf);
    t.text = QColor(0x1b, 0x1f, 0x24);
    t.mutedText = QColor(0x5a, 0x63, 0x6e);
    t.accent = QColor(0x0b, 0x62, 0xd0);
    t.accentFill = QColor(0xd6, 0xe7, 0xfd);
    t.field = QColor(0xff, 0xff, 0xff);
    t.hoverFill = QColor(0xea, 0xed, 0xf1);
    t.chip = QColor(0xf0, 0xf2, 0xf5);
    t.success = QColor(0x0f, 0x76, 0x45);
    t.successFill = QColor(0xdc, 0xf4, 0xe6);
    t.failure = QColor(0xc2, 0x25, 0x1c);
    t.failureFill = QColor(0xfd, 0xe4, 0xe2);
    t.warning = QColor(0x8a, 0x5b, 0x00);
    t.warningFill = QColor(0xfb, 0xef, 0xcf);
    t.neutral = QColor(0x63, 0x40, 0xc0);
    t.neutralFill = QColor(0xec, 0xe6, 0xfb);
    t.groundTruth = QColor(0x00, 0x9e, 0x73);
    t.destination = QColor(0xd6, 0x3a, 0x86);
    t.object = QColor(0x2a, 0x2e, 0x34);
    t.frustum = QColor(0x7a, 0x83, 0x8e);
    t.hoverMark = QColor(0x1b, 0x1f, 0x24);
    return t;
}

Theme& current() {
    static Theme theme = darkTheme();
    return theme;
}

QPalette paletteOf(const Theme& t) {
    QPalette p;
    p.setColor(QPalette::Window, t.window);
    p.setColor(QPalette::WindowText, t.text);
    p.setColor(QPalette::Base, t.field);
    p.setColor(QPalette::AlternateBase, t.panel);
    p.setColor(QPalette::Text, t.text);
    p.setColor(QPalette::PlaceholderText, t.mutedText);
    p.setColor(QPalette::Button, t.chip);
    p.setColor(QPalette::ButtonText, t.text);
    p.setColor(QPalette::BrightText, t.failure);
    p.setColor(QPalette::ToolTipBase, t.panel);
    p.setColor(QPalette::ToolTipText, t.text);
    p.setColor(QPalette::Highlight, t.accentFill);
    p.setColor(QPalette::HighlightedText, t.text);
    p.setColor(QPalette::Link, t.accent);
    p.setColor(QPalette::Mid, t.line);
    p.setColor(QPalette::Midlight, t.hoverFill);
    p.setColor(QPalette::Dark, t.line);
    p.setColor(QPalette::Light, t.hoverFill);
    p.setColor(QPalette::Shadow, t.stage);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role,
                   QColor::fromRgbF(t.mutedText.redF(), t.mutedText.greenF(), t.mutedText.blueF(), 0.6f));
    return p;
}

QString styleSheetOf(const Theme& t) {
    const auto c = [](const QColor& colour) { return colour.name(); };
    return QStringLiteral(R"(
QMainWindow, QDialog { background: %1; }
QToolTip { background: %2; color: %3; border: 1px solid %4; padding: 4px; }
QMenuBar { background: %1; color: %3; border-bottom: 1px solid %4; padding: 2px 8px; }
QMenuBar::item { padding: 4px 8px; background: transparent; border-radius: 4px; }
QMenuBar::item:selected { background: %5; }
QMenu { background: %2; color: %3; border: 1px solid %4; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: %6; }
QMenu::item:disabled { color: %7; }
QMenu::separator { height: 1px; background: %4; margin: 4px 8px; }
QToolBar { background: %1; border: none; border-bottom: 1px solid %4; padding: 4px 8px; spacing: 4px; }
QToolBar::separator { width: 1px; background: %4; margin: 4px 4px; }
QToolButton, QPushButton { background: %8; color: %3; border: 1px solid %4; border-radius: 6px; padding: 4px 10px; }
QToolButton:hover, QPushButton:hover { background: %5; }
QToolButton:checked, QPushButton:checked { background: %6; border-color: %9; }
QToolButton:focus, QPushButton:focus { border-color: %9; }
QDialogButtonBox, QMessageBox { dialogbuttonbox-buttons-have-icons: 0; }
QPushButton[role="primary"] { background: %6; border-color: %9; }
QPushButton[role="primary"]:hover { background: %5; }
QToolButton:disabled, QPushButton:disabled { color: %7; }
QPushButton[role="primary"]:disabled { background: %8; border-color: %4; }
QToolButton[role="example"] { background: transparent; border-radius: 11px; padding: 1px 10px; }
QToolButton[role="example"]:hover { background: %5; }
QToolButton[compact="true"] { padding: 4px 5px; }
QToolButton[flat="true"] { background: transparent; border-color: transparent; padding: 3px 6px; }
QToolButton[flat="true"]:hover { background: %5; }
QToolButton[flat="true"]:focus { border-color: %9; }
QToolButton[flat="true"]:checked { background: %6; }
QToolButton::menu-indicator { image: none; width: 0; }
QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox { background: %10; color: %3; border: 1px solid %4; border-radius: 6px; padding: 4px 8px; selection-background-color: %6; selection-color: %3; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QAbstractSpinBox:focus, QComboBox:focus { border-color: %9; }
QLineEdit:disabled, QPlainTextEdit:disabled, QAbstractSpinBox:disabled { color: %7; }
QAbstractItemView { background: %2; color: %3; border: none; outline: none; selection-background-color: %6; selection-color: %3; }
QAbstractItemView#completions { border: 1px solid %4; padding: 2px; }
QHeaderView::section { background: %2; color: %7; border: none; border-bottom: 1px solid %4; padding: 4px 6px; }
QSplitter::handle { background: %4; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: %4; border-radius: 4px; margin: 1px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: %7; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QStatusBar { background: %1; color: %7; border-top: 1px solid %4; }
QStatusBar::item { border: none; }
QDockWidget { color: %7; }
QTabBar QToolButton { background: %2; border: none; border-radius: 0; padding: 0; }
QTabBar::tab { background: transparent; color: %7; padding: 6px 8px; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: %3; border-bottom-color: %9; }
QTabBar::tab:focus { color: %9; }
QTabWidget::pane { border: none; border-top: 1px solid %4; }
QProgressBar { background: %10; border: 1px solid %4; border-radius: 4px; text-align: center; color: %3; max-height: 14px; }
QProgressBar::chunk { background: %9; border-radius: 3px; }
QSlider::groove:horizontal { height: 4px; background: %4; border-radius: 2px; }
QSlider::handle:horizontal { width: 14px; margin: -5px 0; border-radius: 7px; background: %9; }
QScrollArea { border: none; background: transparent; }
QLabel[role="heading"] { color: %7; font-weight: 600; }
QLabel[role="muted"] { color: %7; }
QFrame[role="panel"] { background: %2; border: none; }
QFrame[role="line"] { background: %4; border: none; max-height: 1px; min-height: 1px; }
)")
        .arg(c(t.window), c(t.panel), c(t.text), c(t.line), c(t.hoverFill), c(t.accentFill), c(t.mutedText), c(t.chip),
             c(t.accent))
        .replace(QStringLiteral("%10"), c(t.field));
}

} // namespace

QColor Theme::model(int index) const {
    // Okabe–Ito without the green that ground truth has and the pink the destination has; brighter on dark.
    static const std::array<QColor, 7> onDark{
        QColor(0xff, 0x9a, 0x1f), QColor(0x56, 0xb4, 0xe9), QColor(0xf0, 0xe4, 0x42), QColor(0xb0, 0x8c, 0xff),
        QColor(0xe0, 0x6c, 0x3a), QColor(0x8f, 0xd0, 0xc8), QColor(0xc9, 0xc9, 0xc9)};
    static const std::array<QColor, 7> onLight{
        QColor(0xd9, 0x7a, 0x00), QColor(0x00, 0x72, 0xb2), QColor(0x9a, 0x88, 0x00), QColor(0x6f, 0x4a, 0xd0),
        QColor(0xb8, 0x4a, 0x14), QColor(0x2f, 0x8a, 0x80), QColor(0x5c, 0x5c, 0x5c)};
    const auto i = std::size_t(std::max(0, index)) % onDark.size();
    return isDark ? onDark[i] : onLight[i];
}

QColor Theme::axis(int index) const {
    // Apart for every kind of colour blindness, and light enough for a dark halo on any cloud.
    static const std::array<QColor, 3> colours{QColor(0xe8, 0x6a, 0x17), QColor(0xf0, 0xe4, 0x42),
                                               QColor(0x56, 0xb4, 0xe9)};
    return colours[std::size_t(std::clamp(index, 0, 2))];
}

QColor Theme::verdictText(const QString& verdict) const {
    if (verdict == QLatin1String("success"))
        return success;
    if (verdict == QLatin1String("no parse") || verdict == QLatin1String("no depth"))
        return neutral;
    if (verdict == QLatin1String("not measured"))
        return warning;
    return verdict.isEmpty() ? mutedText : failure;
}

QColor Theme::verdictFill(const QString& verdict) const {
    if (verdict == QLatin1String("success"))
        return successFill;
    if (verdict == QLatin1String("no parse") || verdict == QLatin1String("no depth"))
        return neutralFill;
    if (verdict == QLatin1String("not measured"))
        return warningFill;
    return verdict.isEmpty() ? chip : failureFill;
}

const Theme& theme() {
    return current();
}

void applyTheme(QApplication& application, ThemeChoice choice) {
    static const QPalette systemPalette = QApplication::palette();
    const bool isSystemDark = systemPalette.color(QPalette::Window).lightness() < 128;
    const bool isDark = choice == ThemeChoice::Dark || (choice == ThemeChoice::FollowSystem && isSystemDark);
    current() = isDark ? darkTheme() : lightTheme();
    static const bool isStyleSet = [] {
        QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
        return true;
    }();
    Q_UNUSED(isStyleSet)
    QApplication::setPalette(paletteOf(current()));
    application.setStyleSheet(styleSheetOf(current()));
}

namespace {
template <std::size_t N>
QColor alongStops(const std::array<QColor, N>& stops, double t) {
    if (!(t > 0))
        return stops.front();
    const double position = std::min(t, 1.0) * double(N - 1);
    const auto i = std::min(std::size_t(position), N - 2);
    const double f = position - double(i);
    const auto mix = [f](int a, int b) { return int(std::lround(a + f * (b - a))); };
    return {mix(stops[i].red(), stops[i + 1].red()), mix(stops[i].green(), stops[i + 1].green()),
            mix(stops[i].blue(), stops[i + 1].blue())};
}
} // namespace

double luminance(const QColor& colour) {
    const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(double(colour.redF())) + 0.7152 * linear(double(colour.greenF())) +
           0.0722 * linear(double(colour.blueF()));
}

QColor haloAround(const QColor& colour) {
    return luminance(colour) > 0.12 ? QColor(0, 0, 0, 150) : QColor(255, 255, 255, 170);
}

QColor digitsOn(const QColor& colour) {
    return luminance(colour) > 0.5 ? QColor(20, 20, 20) : QColor(Qt::white);
}

QColor traceRamp(double t) {
    static const std::array<QColor, 5> stops{QColor(0xA8, 0xC9, 0xE7), QColor(0x85, 0xB1, 0xE6),
                                             QColor(0x45, 0x84, 0xEE), QColor(0x54, 0x65, 0xCE),
                                             QColor(0x6F, 0x31, 0x9B)};
    return alongStops(stops, t);
}

QRgb perceptualColour(double t) {
    // viridis (CC0) at eleven even steps; linear between them stays within 2/255 of the full table.
    static const std::array<QColor, 11> stops{QColor(68, 1, 84),    QColor(72, 36, 117),  QColor(65, 68, 135),
                                              QColor(53, 95, 141),  QColor(42, 120, 142), QColor(33, 145, 140),
                                              QColor(34, 168, 132), QColor(68, 191, 112), QColor(122, 209, 81),
                                              QColor(189, 223, 38), QColor(253, 231, 37)};
    return alongStops(stops, t).rgb();
}

QColor defaultLayerColour(const QString& layerId) {
    const Theme& t = theme();
    if (layerId == QLatin1String("truth"))
        return t.groundTruth;
    if (layerId == QLatin1String("box"))
        return t.destination;
    if (layerId == QLatin1String("object"))
        return t.object;
    if (layerId == QLatin1String("frustum"))
        return t.frustum;
    if (layerId == QLatin1String("other"))
        return luminance(t.window) < 0.5 ? QColor(0xc9, 0xb8, 0xff) : QColor(0x6b, 0x55, 0xb5);
    return t.model(layerId.section(QLatin1Char(':'), 1).toInt());
}

} // namespace tracestudio
