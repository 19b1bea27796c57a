export { SharedPage } from "./SharedPage.tsx";
export { SignInPage } from "./SignInPage.tsx";
export { VerifyPage } from "./VerifyPage.tsx";
export { WelcomePage } from "./WelcomePage.tsx";
